import { UpFailed } from '../plan/up-failed.ts'
import { ComposeError } from '../source/diagnostic.ts'

/**
 * The error with remedies that can be typed as the command was: who called `docker compose` is told `docker compose up`,
 * where others are told `muster up`. `argv` begins with `--speak-as compose` where muster stands in that place.
 */
export function inCallersWords(error: unknown, argv: readonly string[]): unknown {
  if (argv[0] !== '--speak-as' || argv[1] !== 'compose' || !(error instanceof Error)) return error
  if (error instanceof ComposeError) return Object.assign(error, { diagnostics: error.diagnostics.map(renamed) })
  if (error instanceof UpFailed) return Object.assign(error, { failures: error.failures.map(renamed) })
  return 'fix' in error && typeof error.fix === 'string' ? Object.assign(error, renamed({ fix: error.fix })) : error
}

/** Only commands are renamed, which stand after a backtick or a colon: muster itself keeps its name. */
function renamed<T extends { readonly fix?: string }>(told: T): T {
  if (told.fix === undefined) return told
  return { ...told, fix: told.fix.replaceAll(/(?<=`|: )muster (?=\S)/g, 'docker compose ') }
}
