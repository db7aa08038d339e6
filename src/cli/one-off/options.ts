import type { RunOptions } from '../../api/run.ts'
import { splitWords } from '../../attributes/grammar/shell-words.ts'
import type { Given } from '../command.ts'
import type { Context } from '../session/context.ts'
import { readPull } from '../up/checks.ts'
import { orphansPolicy } from '../up/orphans.ts'
import { UsageError } from '../usage-error.ts'
import type { RunFlags } from './flags.ts'

/** The flags as the options of the verb. Throws UsageError in docker compose's words for those that exclude each other. */
export function runOptions({ flags, given, args }: Given<RunFlags>, context: Context): RunOptions {
  const [service = '', ...command] = args
  const { env, project, parallel } = context
  if (flags.publish.length > 0 && flags['service-ports'])
    throw new UsageError('--service-ports and --publish are incompatible')
  const pull = readPull(flags.pull)
  return {
    ...project,
    service,
    command,
    ...entrypointOf(flags.entrypoint),
    environment: flags.env,
    environmentFiles: flags['env-from-file'],
    labels: labelsOf(flags.label),
    volumes: flags.volume,
    ports: flags['service-ports'] ? 'service' : flags.publish,
    capAdd: flags['cap-add'],
    capDrop: flags['cap-drop'],
    tty: ttyOf({ flags, given }, context),
    stdin: flags.interactive,
    detach: flags.detach,
    afterwards: flags.rm ? 'remove' : 'keep',
    useAliases: flags['use-aliases'],
    dependencies: flags['no-deps'] ? 'ignore' : 'follow',
    build: flags.build ? 'always' : 'policy',
    rebuildStale: flags['rebuild-stale'],
    orphans: orphansPolicy({ flags, env }),
    ...(pull === undefined ? {} : { pull }),
    ...(parallel === undefined ? {} : { parallel }),
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.user === undefined ? {} : { user: flags.user }),
    ...(flags.workdir === undefined ? {} : { workingDir: flags.workdir }),
  }
}

/** A terminal where stdout is one, unless a script feeds the command and has not asked for one (docker compose 2.40.3). */
function ttyOf({ flags, given }: Omit<Given<RunFlags>, 'args'>, { terminal }: Context): boolean {
  if (given.has('tty')) {
    if (given.has('no-TTY')) throw new UsageError("--tty and --no-TTY can't be used together")
    return flags.tty
  }
  if (given.has('no-TTY')) return !flags['no-TTY']
  return terminal.out.tty && (given.has('interactive') || process.stdin.isTTY)
}

function labelsOf(given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    given.map((text) => {
      const equals = text.indexOf('=')
      if (equals === -1) throw new UsageError('label must be set as KEY=VALUE')
      return [text.slice(0, equals), text.slice(equals + 1)]
    }),
  )
}

function entrypointOf(text: string | undefined): { readonly entrypoint?: readonly string[] } {
  if (text === undefined) return {}
  const read = splitWords(text)
  if ('problem' in read) throw new UsageError(`invalid --entrypoint ${JSON.stringify(text)}: it ${read.problem}`)
  return { entrypoint: read.words }
}
