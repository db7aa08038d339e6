import type { DiagnosticKind } from '../source/codes.ts'

interface EngineErrorDetails {
  readonly status?: number
  readonly operation: string
  readonly cause?: unknown
  readonly diagnosticKind?: DiagnosticKind
  readonly reason?: string
  readonly fix?: string
  readonly words?: EngineError['words']
}

/** The engine refused or could not be reached. `status` is the HTTP status, undefined when there was no answer. */
export class EngineError extends Error {
  readonly status: number | undefined
  /** What was asked, for instance `start container web-1`. */
  readonly operation: string
  /** Its code in schema/ERRORS.md, where it has one of its own. */
  readonly diagnosticKind: DiagnosticKind | undefined
  /** The part of the message that somebody else has said, a registry for instance. */
  readonly reason: string | undefined
  /** What to do, where that is known. */
  readonly fix: string | undefined
  /** Whose the message is. */
  readonly words: 'the-engine' | 'own'
  constructor(message: string, details: EngineErrorDetails) {
    super(message, { cause: details.cause })
    this.name = 'EngineError'
    this.status = details.status
    this.operation = details.operation
    this.diagnosticKind = details.diagnosticKind
    this.reason = details.reason
    this.fix = details.fix
    this.words = details.words ?? 'own'
  }
}
