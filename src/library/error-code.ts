import { WaitTimeout } from '../api/wait-ready.ts'
import { UpFailed } from '../plan/up-failed.ts'
import { WaitFailed } from '../run/wait.ts'
import { codeOf, type DiagnosticKind, diagnosticKinds } from '../source/codes.ts'
import { ComposeError } from '../source/diagnostic.ts'

/**
 * The code of an error that muster has thrown, as schema/ERRORS.md explains it: that of its first mistake or failure. Undefined for
 * what has none.
 *
 * @example
 * const code = await load({ compose: { services: { web: { imagee: 'nginx' } } } }).catch(errorCode)
 * console.log(code) // E020
 */
export function errorCode(error: unknown): string | undefined {
  const kind = kindOf(error)
  return kind === undefined ? undefined : codeOf(kind, 'error')
}

function kindOf(error: unknown): DiagnosticKind | undefined {
  if (error instanceof ComposeError) return error.diagnostics.find(({ severity }) => severity === 'error')?.kind
  if (error instanceof UpFailed) return error.failures.find(({ kind }) => kind !== undefined)?.kind
  if (error instanceof WaitTimeout) return 'not-ready'
  if (error instanceof WaitFailed) return kindOfWait(error)
  if (!(error instanceof Error) || !('diagnosticKind' in error)) return undefined
  return diagnosticKinds.find((kind) => kind === error.diagnosticKind)
}

function kindOfWait({ kind }: WaitFailed): DiagnosticKind {
  switch (kind) {
    case 'unhealthy':
      return 'unhealthy'
    case 'exited':
    case 'crash-loop':
    case 'gone':
      return 'exited'
    case 'no-healthcheck':
      return 'not-ready'
    case 'unseen':
      return 'ready-unseen'
  }
}
