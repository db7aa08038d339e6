import type { Project } from '../../model/project.ts'
import type { Origin } from '../../source/node.ts'
import type { Redact } from '../../source/redact.ts'

/** How a test run went, from its first container to the last that was removed. */
export interface TestReport {
  /** The fresh copy. */
  readonly project: Project
  /** What was run, for people. */
  readonly subject: string
  /** The service that it is a one-off of, if it is one. */
  readonly service?: string
  /** Where that stands in the file. */
  readonly at?: Origin
  readonly verdict: Verdict
  /** The last lines of a test that did not go well, where they are kept. */
  readonly output: readonly string[]
  /** Services that failed while the test ran. */
  readonly side: readonly SideFailure[]
  /** Milliseconds since the epoch at which each part began and ended. */
  readonly phases: readonly Phase[]
  /** Services of the set-up. */
  readonly services: readonly string[]
  /** `kept`: on purpose. What could not be removed is named. */
  readonly afterwards:
    | { readonly kind: 'removed' | 'kept' }
    | { readonly kind: 'left'; readonly names: readonly string[]; readonly why?: unknown }
  /** Hides what the project treats as secret. */
  readonly redact: Redact
}

/** How a test went. */
export type Verdict =
  | { readonly kind: 'ended'; readonly exitCode: number }
  /** The project did not come up, or something else made the test impossible. */
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  | { readonly kind: 'interrupted'; readonly by: NodeJS.Signals }

/** A part of a test's time; milliseconds since the epoch. */
export interface Phase {
  readonly phase: 'set-up' | 'test' | 'teardown'
  readonly startedAt: number
  readonly endedAt: number
}

/** A service that failed although nobody asked it to end. */
export interface SideFailure {
  readonly service: string
  readonly container: string
  /** `exited with code 3`. */
  readonly what: string
  /** Where the service stands in the file. */
  readonly at?: Origin
  /** Its last lines. */
  readonly log: readonly string[]
}
