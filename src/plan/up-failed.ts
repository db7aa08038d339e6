import type { DiagnosticKind } from '../source/codes.ts'
import type { Origin } from '../source/node.ts'

/** What is known about one failure, for the report. Never holds a secret of the file; log and probe output are the program's own words. */
export interface ExplainedFailure {
  /** One line, as docker compose words it: `container p-db-1 is unhealthy`. */
  readonly message: string
  /** What went wrong, as `codes.ts` numbers it. */
  readonly kind?: DiagnosticKind
  readonly service?: string
  readonly container?: string
  /** Where the service stands in the file. */
  readonly at?: Origin
  readonly exitCode?: number
  /** The last probes of the healthcheck, newest last. */
  readonly probe?: {
    readonly command: string
    readonly failures: number
    readonly exitCode: number
    readonly output: readonly string[]
  }
  /** Conditions of `x-ready` or `--ready` that did not hold, and what was seen instead. */
  readonly ready?: readonly string[]
  /** The container's last log lines. */
  readonly log: readonly string[]
  /** Who did not start because of this, directly or further on. `on` is what it waits for; absent: the failed service itself. Only services have a condition. */
  readonly blocked: readonly { readonly service: string; readonly condition?: string; readonly on?: string }[]
  readonly fix?: string
  /** Nothing has failed: it was still waited for when the time was over. */
  readonly pending?: true
  /** A name was taken or gone that was not when the plan was made: worth another look. */
  readonly conflict?: true
}

/** `up` (or `down`) did not get where it should. */
export class UpFailed extends Error {
  readonly failures: readonly ExplainedFailure[]
  constructor(message: string, failures: readonly ExplainedFailure[]) {
    super(message)
    this.name = 'UpFailed'
    this.failures = failures
  }
}
