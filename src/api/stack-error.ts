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
