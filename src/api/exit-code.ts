import { type ExplainedFailure, UpFailed } from '../plan/up-failed.ts'
import { type DiagnosticKind, isOfFiles } from '../source/codes.ts'
import { ComposeError } from '../source/diagnostic.ts'

/** Which exit codes scripts get: docker compose's, or those that tell why a command has failed. */
export type ExitCodes = 'compose' | 'detailed'

/** What `detailed` tells apart, beside the errors that have a code of their own in any case (schema/ERRORS.md: exit codes). */
export const detailedCodes = { invalid: 3, failed: 4, late: 5, refused: 7 } as const

/**
 * The exit code of a command that an error has ended. Errors that only muster knows (a lock that was not let go, a taken port, …)
 * say theirs themselves; docker compose 2.40.3 has 1 for all others.
 */
export function exitCodeOf(error: unknown, codes: ExitCodes): number {
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') return error.exitCode
  return codes === 'detailed' ? detailedCodeOf(error) : 1
}

function detailedCodeOf(error: unknown): number {
  if (error instanceof UpFailed) return ofFailures(error.failures)
  if (!(error instanceof ComposeError)) return 1
  const kind = error.diagnostics.find(({ severity }) => severity === 'error')?.kind
  if (kind === 'provider-consent') return detailedCodes.refused
  return kind !== undefined && isOfFiles(kind) ? detailedCodes.invalid : 1
}

/** What has failed counts more than what was still waited for. */
function ofFailures(failures: readonly ExplainedFailure[]): number {
  if (failures.some(isOfService)) return detailedCodes.failed
  return failures.every(({ pending }) => pending === true) ? detailedCodes.late : 1
}

/** Images come from builders and registries: they say nothing about how a service runs. */
const supply: ReadonlySet<DiagnosticKind> = new Set(['build-failed', 'pull-failed', 'push-failed', 'image-missing'])

function isOfService({ service, kind, pending }: ExplainedFailure): boolean {
  return service !== undefined && pending !== true && (kind === undefined || !supply.has(kind))
}
