import { posix } from 'node:path'
import { parseCommand, splitArgv } from '../../src/cli/argv/argv.ts'
import { config } from '../../src/cli/commands/config.ts'
import type { Context } from '../../src/cli/session/context.ts'
import { projectFlags } from '../../src/cli/session/project-flags.ts'
import type { LoadWorld } from '../../src/load/options.ts'
import { ComposeError } from '../../src/source/diagnostic.ts'
import { answerOf, type Answer, type Case, filesOf, folder, home } from './case.ts'

/** The answer of muster, in this process and without a file system. */
export async function musterAnswers(given: Case): Promise<Answer> {
  const world = worldOf(given)
  return await answerOf(given, async (args) => {
    try {
      return { out: await run(args, world) }
    } catch (error) {
      return { refused: refusal(error) }
    }
  })
}

async function run(args: readonly string[], loading: LoadWorld): Promise<string> {
  const { globals, rest } = splitArgv(args)
  let out = ''
  const context: Partial<Context> = {
    project: projectFlags(globals),
    loading,
    emit: () => {},
    terminal: { out: { write: (text: string) => (out += text) } } as unknown as Context['terminal'],
  }
  await config.run(parseCommand(config, rest), context as Context)
  return out
}

/** A diagnostic is a refusal, and so is a mistake on the command line; anything else is a bug and says so. */
function refusal(error: unknown): string {
  if (error instanceof ComposeError) {
    return error.diagnostics.flatMap(({ severity, message }) => (severity === 'error' ? [message] : [])).join('\n')
  }
  if (!(error instanceof Error)) return `CRASH ${String(error)}`
  return ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'].includes(error.name)
    ? `CRASH ${error.stack}`
    : error.message
}

function worldOf(given: Case): LoadWorld {
  const texts = new Map(Object.entries(filesOf(given)).map(([path, text]) => [posix.join(folder, path), text]))
  const folders = new Set(['/', folder, home, ...[...texts.keys()].flatMap(above)])
  return {
    cwd: folder,
    home,
    env: new Map(Object.entries({ HOME: home, ...given.env })),
    readFile: async (path) => {
      const text = texts.get(path)
      if (text !== undefined) return text
      const code = folders.has(path) ? 'EISDIR' : 'ENOENT'
      throw Object.assign(new Error(`${code}: ${path}`), { code })
    },
    exists: async (path) => texts.has(path) || folders.has(path),
  }
}

function above(path: string): readonly string[] {
  const parent = posix.dirname(path)
  return parent === path ? [] : [parent, ...above(parent)]
}
