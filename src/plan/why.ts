import type { Condition } from '../attributes/service/depends-on.ts'
import type { NotedChange } from './history.ts'
import type { ContainerState } from './observed.ts'
import type { Timeline } from './timeline.ts'
import type { ExplainedFailure } from './up-failed.ts'

/** Why the containers of a service are there, and are as they are. Version 1 of the form. */
export interface Why {
  readonly version: 1
  readonly project: string
  readonly service: string
  readonly containers: readonly WhyContainer[]
  /** What the service waits for, where not all of its containers run. */
  readonly waitsFor: readonly UnmetNeed[]
  /** The last start-up, where it did not go well and a container was not made or never started. */
  readonly lastUp?: Pick<Timeline, 'began' | 'outcome' | 'reasons'>
  /** Of a service that `up` leaves out because none of its profiles is on. */
  readonly profiles?: readonly string[]
  /** What `up` would do, or, where it leaves the service out, `up SERVICE`; absent where there is no file to know it from. */
  readonly next?: readonly Next[]
  /** Why `up` would do nothing. */
  readonly refused?: string
}

/** Why a container is there, and is as it is. */
export interface WhyContainer {
  readonly id: string
  readonly name: string
  readonly state: ContainerState
  readonly health?: 'starting' | 'healthy' | 'unhealthy'
  /** Of a container that ran and does not run. */
  readonly exitCode?: number
  /** RFC 3339, by the engine's clock: since when it is in this state; absent before its first start. */
  readonly since?: string
  readonly restarts: number
  readonly made: Made
  /** Where it ran and does not run. */
  readonly ended?: Ended
  /** Why the engine could not start it. */
  readonly error?: string
  /** The last probe of its healthcheck, where something is wrong. So is `log`. */
  readonly probe?: ExplainedFailure['probe'] & {}
  /** The last lines of its last run. */
  readonly log: readonly string[]
}

/** When, by whom and why a container was made. */
export interface Made {
  /** RFC 3339, by the engine's clock. */
  readonly at: string
  /** `other`: it carries no labels of either. */
  readonly by: 'muster' | 'docker compose' | 'other'
  /** The command of muster, where it was noted. */
  readonly command?: string
  /** `anew`: in the place of another container. */
  readonly how: 'first' | 'anew'
  /** Absent where it is not known: then nothing was noted. */
  readonly because?: string
  readonly changes?: readonly NotedChange[]
  /** The files that it was made from, as its labels say. */
  readonly files: readonly string[]
}

/** Why what ran in a container has ended. */
export interface Ended {
  /** `stopped` and `killed`: somebody asked the engine for it. `itself`: the program ended, or crashed. */
  readonly cause: 'out-of-memory' | 'stopped' | 'killed' | 'itself' | 'unknown'
  /** The command of muster that asked for it; absent where that was another program. */
  readonly by?: string
  /** `force`: the program did not heed its stop signal, and the engine killed it. */
  readonly after?: 'force'
}

/** What a service waits for before it starts, and what is there instead. */
export interface UnmetNeed {
  readonly service: string
  readonly condition: Condition
  /** In words, for instance `exited (1)`. */
  readonly state: string
}

/** What `up` would do with a container of the service. */
export interface Next {
  readonly container: string
  readonly does: 'create' | 'recreate' | 'start' | 'remove' | 'keep'
  /** In words, as the plan gives it. */
  readonly because: string
  readonly changes?: readonly NotedChange[]
}
