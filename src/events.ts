import type { Plan, Step } from './plan/step.ts'
import type { Diagnostic } from './source/diagnostic.ts'

/** What happened, as facts. Text is made from them in `render/` only. `at` is milliseconds since the epoch. */
export type Event =
  | { readonly type: 'plan'; readonly plan: Plan }
  | { readonly type: 'step-started'; readonly step: Step; readonly at: number }
  | { readonly type: 'step-done'; readonly step: Step; readonly at: number; readonly note?: string }
  | { readonly type: 'step-failed'; readonly step: Step; readonly at: number; readonly error: Error }
  /** A step that never ran because one before it failed. */
  | { readonly type: 'step-skipped'; readonly step: Step; readonly at: number; readonly because: string }
  | {
      readonly type: 'progress'
      readonly step: Step
      /** Layer id or build stage. */
      readonly part?: string
      readonly current?: number
      readonly total?: number
      readonly detail: string
      /** Of a wait that takes long: after how many seconds it is told of. */
      readonly waited?: number
    }
  /** What containers have said: all that came at once. */
  | { readonly type: 'log'; readonly lines: readonly LogLine[] }
  | { readonly type: 'attached'; readonly containers: readonly string[] }
  | {
      readonly type: 'container'
      readonly container: string
      readonly service: string
      readonly change: 'exited' | 'restarting' | 'recreated'
      readonly exitCode?: number
    }
  /** Work on one thing that is no step of a plan: a copy, an export, a commit. */
  | {
      readonly type: 'task'
      /** What it is done to, for instance a container's name. */
      readonly id: string
      readonly text: string
      /** docker compose's word for the state: `Copying`, `Copied`. */
      readonly status: string
      readonly state: 'working' | 'done' | 'error'
      readonly at: number
    }
  /** A part of a longer command begins or ends. */
  | {
      readonly type: 'phase'
      readonly phase: 'set-up' | 'test' | 'teardown'
      readonly state: 'started' | 'done'
      readonly at: number
    }
  /** What `watch` sees and does, in a line for people. */
  | { readonly type: 'watch'; readonly message: string }
  | { readonly type: 'warning'; readonly message: string; readonly diagnostic?: Diagnostic }
  /** Something for the user that is no warning: "Gracefully Stopping…", "what is left: …". */
  | { readonly type: 'notice'; readonly message: string }

/** A line that a container has printed. */
export interface LogLine {
  /** Its shown name. */
  readonly container: string
  readonly service: string
  readonly stream: 'stdout' | 'stderr'
  /** Without the line end. */
  readonly line: string
  /** Engine time stamp (RFC 3339 with nanoseconds), where it was asked for. */
  readonly time?: string
}

/** Takes events as they happen; what listens never breaks the work. */
export type Emit = (event: Event) => void
