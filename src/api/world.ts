import type { Emit } from '../events.ts'
import type { Engine } from '../engine/port.ts'
import type { LoadOptions } from '../load/options.ts'

/** Everything outside that a verb may use. The core reads no global: clock, environment and folder are handed in. */
export interface World {
  readonly cwd: string
  readonly env: ReadonlyMap<string, string>
  readonly home: string
  /** Connects on first use, so that verbs which need no engine never open a socket. */
  readonly engine: () => Promise<Engine>
  readonly emit: Emit
  /** Aborts on the first Ctrl-C; a verb that stops things gracefully passes `force` on. */
  readonly signal: AbortSignal
  /** Aborts on the second Ctrl-C. */
  readonly force: AbortSignal
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** What every verb takes: the project's files and the services named on the command line. */
export interface ProjectOptions extends LoadOptions {
  readonly services: readonly string[]
}
