import type { Progress } from '../../render/renderer.ts'
import type { Terminal } from '../../render/terminal.ts'
import type { Globals } from '../argv/globals.ts'
import { UsageError } from '../usage-error.ts'

/** How progress, errors and output look. */
export interface Appearance {
  readonly progress: Progress
  /** Colours on stderr, where progress and errors go. */
  readonly color: boolean
  /** Colours on stdout, where logs and tables go. */
  readonly logColor: boolean
}

type Ansi = 'never' | 'always' | 'auto'

/**
 * `--progress`, `--ansi` and their variables COMPOSE_PROGRESS, COMPOSE_ANSI, NO_COLOR, decided as docker compose 2.40.3
 * does: `none` is quiet, `tty` without colours and `plain` with them are refused. Throws UsageError.
 */
export function chooseAppearance(globals: Globals, env: ReadonlyMap<string, string>, terminal: Terminal): Appearance {
  const ansi = chooseAnsi(globals, env)
  const documents = ['json', 'sarif'].includes(globals.diagnostics ?? env.get('MUSTER_DIAGNOSTICS') ?? '')
  // A document shares stderr with the progress, which only who asks for both gets.
  const wanted = globals.progress ?? (documents ? 'quiet' : env.get('COMPOSE_PROGRESS') || 'auto')
  if (wanted === 'tty' && ansi === 'never')
    throw new UsageError("can't use --progress tty while ANSI support is disabled")
  if (wanted === 'plain' && ansi === 'always')
    throw new UsageError("can't use --progress plain while ANSI support is forced")
  // Such a terminal can neither move back nor colour.
  const dumb = env.get('TERM') === 'dumb'
  const auto = terminal.err.tty && !dumb && ansi !== 'never' ? 'tty' : 'plain'
  const bright = (tty: boolean): boolean => ansi === 'always' || (ansi === 'auto' && tty && !dumb)
  return { progress: named(wanted) ?? auto, color: bright(terminal.err.tty), logColor: bright(terminal.out.tty) }
}

function chooseAnsi(globals: Globals, env: ReadonlyMap<string, string>): Ansi {
  if (globals['no-ansi']) return 'never'
  const wanted = globals.ansi ?? env.get('COMPOSE_ANSI')
  if (wanted === 'never' || wanted === 'always') return wanted
  return (env.get('NO_COLOR') ?? '') === '' ? 'auto' : 'never'
}

/** Undefined for `auto`. */
function named(progress: string): Progress | undefined {
  switch (progress) {
    case 'auto':
      return undefined
    case 'none':
      return 'quiet'
    case 'tty':
    case 'plain':
    case 'json':
    case 'quiet':
      return progress
    default:
      throw new UsageError(
        `unsupported --progress value ${JSON.stringify(progress)}`,
        'use auto, tty, plain, json or quiet (the variable is COMPOSE_PROGRESS)',
      )
  }
}
