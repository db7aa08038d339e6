import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { realPath } from '../../engine/host/real-path.ts'

/** A linked worktree of a git repository (`git worktree add`). */
export interface Worktree {
  readonly folder: string
  /** What git calls it; unique among the worktrees of a repository. */
  readonly name: string
  /** The folder of the repository's main worktree. */
  readonly main: string
  /** The repository itself, which all its worktrees share. */
  readonly repository: string
}

/**
 * The linked worktree that a folder is in; undefined in the main one, in a submodule and outside of git. Read from git's files
 * (gitrepository-layout): `.git` of a linked worktree is a file that leads to a folder with a `commondir`.
 */
export function linkedWorktree(folder: string): Worktree | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const dotGit = join(at, '.git')
    const kind = statSync(dotGit, { throwIfNoEntry: false })
    if (kind?.isDirectory() === true) return undefined
    if (kind?.isFile() === true) return fromFile(at, dotGit)
    if (at === dirname(at)) return undefined
  }
}

function fromFile(folder: string, dotGit: string): Worktree | undefined {
  const own = /^gitdir: (.+)$/m.exec(read(dotGit))?.[1]
  if (own === undefined) return undefined
  const gitFolder = resolve(folder, own)
  const common = read(join(gitFolder, 'commondir')).trim()
  if (common === '') return undefined
  const repository = realPath(resolve(gitFolder, common))
  const main = basename(repository) === '.git' ? dirname(repository) : repository
  return { folder, name: basename(gitFolder), main, repository }
}

/** What tells it from its siblings: the name of its folder, without that of the repository before it. */
export function worktreeName({ name, main }: Worktree): string {
  const prefix = `${basename(main)}-`
  return name.startsWith(prefix) && name.length > prefix.length ? name.slice(prefix.length) : name
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
