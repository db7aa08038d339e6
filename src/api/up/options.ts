import type { UpPolicy } from '../../plan/policy.ts'
import type { Timeline } from '../../plan/timeline.ts'
import type { Lease } from '../lease/lease.ts'
import type { ProjectOptions } from '../world/world.ts'

/** What `up`, `create` and `plan` take. */
export interface UpOptions
  extends ProjectOptions, Partial<Omit<UpPolicy, 'targets' | 'refreshed' | 'stale' | 'fresh' | 'foreign' | 'now'>> {
  /** `--rebuild-stale`: images whose build inputs changed are built anew instead of only named. */
  readonly rebuildStale?: boolean
  /** `ignore` is `--no-deps`. */
  readonly dependencies?: 'follow' | 'ignore'
  /** Asked which of the volumes whose file entry changed are to be made anew without their data; absent: none. */
  readonly giveUp?: (volumes: readonly string[]) => Promise<readonly string[]>
  /** Seconds for all waits together; 0 or absent means no limit. */
  readonly waitTimeout?: number
  /** How many engine requests run at once. */
  readonly parallel?: number
  /** `never`: this is a part of something else, and not the start-up that `muster timeline` shows. */
  readonly remembered?: 'never'
  /** Hears how the start-up went, when it is over or has failed; before the output of containers is followed. */
  readonly onTimeline?: (timeline: Timeline) => Promise<void> | void
  /** Everything that is created carries its labels and lasts no longer than it. What is there already stays as it is. */
  readonly lease?: Lease
}
