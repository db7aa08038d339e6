import type { UpOptions } from '../options.ts'

/** What an `up` in the foreground takes beside the options of `up`. */
export interface AttachedOptions extends UpOptions {
  /** Services whose output is shown; undefined: those that were named, or all. */
  readonly attach?: readonly string[]
  readonly attachDependencies?: boolean
  readonly noAttach: readonly string[]
  /** When one container's end is the end of all. */
  readonly abortOn: 'nothing' | 'exit' | 'failure'
  readonly exitCodeFrom?: string
  /** `count`: 4 when all have ended by themselves and one of them with another code than 0; docker compose 2.40.3 has 0. */
  readonly failures?: 'count'
  /** `sources`: containers are kept in step with their files, and their end is not the end of the command. */
  readonly watch?: 'sources'
  /** Where a person sits. */
  readonly desk?: Desk
}

/** Who steers an `up` in the foreground while it goes on. */
export interface Desk {
  /** Nothing will be asked any more. */
  readonly planned: () => void
  /** The containers are up. */
  readonly running: (controls: Controls) => void
  /** Aborts to leave the containers running. */
  readonly detached: AbortSignal
  /** Whether a key has asked for the end: then the exit code is as if all had ended by themselves (docker compose 2.40.3). */
  readonly stopped: () => boolean
  /** Nothing is steered any more. May be called twice. */
  readonly close: () => void
}

/** What the keys of an attached `up` can do. */
export interface Controls {
  /** `none`: there is nothing to watch. */
  readonly watch: () => 'on' | 'off' | 'none'
  /** Rejects as `startWatching`. */
  readonly toggleWatch: () => Promise<void>
}
