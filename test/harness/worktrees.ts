import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { musterPath, type Outcome, type Running, start } from './command.ts'
import { removeProject } from './project.ts'

/** A git repository with a compose file, its linked worktrees beside it, and a state folder of its own. */
export interface Checkouts extends AsyncDisposable {
  /** The project's name, as the file says it. */
  readonly name: string
  /** The main worktree. */
  readonly main: string
  /** The folder of a linked one. */
  readonly linked: (worktree: string) => string
  /** Starts muster in a folder, without `-p`. */
  readonly launch: (folder: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Running
  /** The same, to its end. */
  readonly muster: (folder: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Outcome>
}

/** `file` gets the project's name, which is written into it as `name:`. Copies that are to be removed at the end are named by their suffix. */
export async function checkouts(
  file: (name: string) => string,
  { worktrees, copies = worktrees }: { readonly worktrees: readonly string[]; readonly copies?: readonly string[] },
): Promise<Checkouts> {
  const name = `mt-${randomBytes(5).toString('hex')}`
  const folder = await realpath(await mkdtemp(join(tmpdir(), `${name}-`)))
  const main = join(folder, 'app')
  const linked = (worktree: string): string => join(folder, `app-${worktree}`)
  await mkdir(main)
  await writeFile(join(main, 'compose.yaml'), `name: ${name}\n${file(name)}`)
  const git = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await start(['git', '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: main })
      .done
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  }
  await git('init', '-q')
  await git('add', '.')
  await git('commit', '-qm', 'a')
  for (const worktree of worktrees) await git('worktree', 'add', '-q', linked(worktree))
  const launch: Checkouts['launch'] = (cwd, args, env = {}) =>
    start([musterPath, ...args], { cwd, env: { XDG_STATE_HOME: join(folder, 'state'), ...env } })
  return {
    name,
    main,
    linked,
    launch,
    muster: async (cwd, args, env) => await launch(cwd, args, env).done,
    async [Symbol.asyncDispose]() {
      for (const project of [name, ...copies.map((copy) => `${name}-${copy}`)]) await removeProject(project)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
