import { NoSuchService } from '../model/no-such-service.ts'
import { codeOf, type DiagnosticKind } from '../source/codes.ts'

/** A program asked a stack for what it does not have. `code` is one of schema/ERRORS.md, `fix` says what to do. */
export class StackError extends Error {
  readonly code: string
  readonly diagnosticKind: DiagnosticKind
  readonly fix: string
  constructor(message: string, { kind, fix }: { readonly kind: DiagnosticKind; readonly fix: string }) {
    super(`${message}: ${fix}`)
    this.name = 'StackError'
    this.code = codeOf(kind, 'error')
    this.diagnosticKind = kind
    this.fix = fix
  }
}

/** A service that the project does not have, as a program gets it told: with a code, and with those that there are. */
export function forPrograms(error: unknown): unknown {
  return error instanceof NoSuchService ? notInStack(error) : error
}

/** The same for what is known to be one. */
export function notInStack({ message, fix = 'the project has none' }: NoSuchService): StackError {
  return new StackError(message, { kind: 'not-in-stack', fix })
}
