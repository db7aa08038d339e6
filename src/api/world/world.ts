import type { Engine } from '../../engine/port.ts'
import type { Emit } from '../../events.ts'
import type { LoadOptions } from '../../load/options.ts'
import type { Mark } from '../../run/lease/leased-engine.ts'
import type { Room } from '../../run/logs/pump.ts'
import type { Hold } from '../../run/project-lock.ts'
import type { Pipes } from './read-bytes.ts'

/** Everything outside that a verb may use. The core reads no global: clock, environment and folder are handed in. */
export interface World {
  readonly cwd: string
  readonly env: ReadonlyMap<string, string>
  /** The shell's variables alone, where `env` has those of env files as well. */
  readonly shell?: ReadonlyMap<string, string>
  readonly home: string
  /** What was read already of files that can be read only once. */
  readonly pipes?: Pipes
  /** Connects on first use, so that verbs which need no engine never open a socket. */
  readonly engine: () => Promise<Engine>
  /** How the engine was named on the command line, for a process that shall find the same one. */
  readonly place?: { readonly host?: string; readonly context?: string }
  /** What runs, for instance `up`. */
  readonly command?: string
  /** Under which everything is created. */
  readonly lease?: Mark
  /** The engine without it, where there is one. */
  readonly unleased?: () => Promise<Engine>
  /**
   * What becomes of leases that are over: whatever changes something collects them, and what takes a new lease does not keep
   * what an old one of its project held (`renew`).
   */
  readonly leases?: 'collect' | 'renew' | 'leave'
  /** Keeps other musters of this machine from changing the project until it is disposed of; waits for one that does. */
  readonly hold: (project: string) => Promise<Hold>
  /** Whether a project of the same name that belongs to another folder may be changed (`--adopt`). */
  readonly adopt: boolean
  /** Providers that may be run (`--allow-provider`), beside those that the environment and the user's file name. */
  readonly allowedProviders?: readonly string[]
  readonly emit: Emit
  /** Called before the first change that no event tells of: from then on an interrupt waits for what is under way. */
  readonly begin?: () => void
  /** Aborts on the first Ctrl-C; a verb that stops things gracefully passes `force` on. */
  readonly signal: AbortSignal
  /** Aborts on the second Ctrl-C. */
  readonly force: AbortSignal
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Resolves when there is room for more output, or the signal aborts: whether there is. Absent: there always is. */
  readonly room?: Room
}

/** What every verb takes: the project's files and the services named on the command line. */
export interface ProjectOptions extends LoadOptions {
  readonly services: readonly string[]
}
