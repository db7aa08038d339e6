import type { LogStyle } from '../../render/log-printer.ts'
import type { Look } from '../../render/renderer.ts'
import { readsCommands } from '../../render/visible.ts'
import { booleanOf } from '../argv/flag-value.ts'
import type { Globals } from '../argv/globals.ts'
import { UsageError } from '../usage-error.ts'
import type { Appearance } from './appearance.ts'
import { chooseExitCodes } from './choose-exit-codes.ts'
import type { Context } from './context.ts'

/** How a command is to go about its work. Throws UsageError. */
export function mannerOf(
  globals: Globals,
  env: ReadonlyMap<string, string>,
  { progress, logColor: colors }: Appearance,
): Pick<Context, 'dryRun' | 'speaksAs' | 'exitCodes' | 'parallel' | 'progress' | 'colors'> {
  const parallel = parallelism(globals, env)
  return {
    dryRun: globals['dry-run'],
    speaksAs: globals['speak-as'] === 'compose' ? 'compose' : 'muster',
    exitCodes: chooseExitCodes(globals, env),
    progress,
    colors,
    ...(parallel === undefined ? {} : { parallel }),
  }
}

/** How its events are shown; `style` is the command's own wish. */
export function lookOf(
  { progress, color, logColor }: Appearance,
  env: ReadonlyMap<string, string>,
  style: Partial<LogStyle>,
): Pick<Look, 'progress' | 'color' | 'logs' | 'statusTo' | 'now'> {
  const guarded = readsCommands(env)
  return {
    progress,
    color,
    logs: { prefix: true, timestamps: false, to: 'same', guarded, ...style, color: logColor && style.color !== false },
    statusTo: booleanOf(env.get('COMPOSE_STATUS_STDOUT') ?? '') === true ? 'out' : 'err',
    now: Date.now,
  }
}

/** `--parallel` or COMPOSE_PARALLEL_LIMIT; undefined when neither limits. */
function parallelism({ parallel }: Globals, env: ReadonlyMap<string, string>): number | undefined {
  const text = env.get('COMPOSE_PARALLEL_LIMIT') ?? ''
  const limit = parallel ?? (text === '' ? -1 : Number(text))
  if (!Number.isInteger(limit))
    throw new UsageError(`COMPOSE_PARALLEL_LIMIT must be an integer (found: ${JSON.stringify(text)})`)
  return limit > 0 ? limit : undefined
}
