import type { HostShell } from '../../run/host-shell.ts'
import type { UserPatterns } from '../../run/user-patterns.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import type { World } from '../world/world.ts'
import type { Contact } from './contact.ts'
import type { Stage } from './cue.ts'
import type { Ground } from './ground.ts'

/** What the steps of a play have in common. */
export interface Cast {
  readonly scenario: Scenario
  readonly ground: Ground
  readonly shell: HostShell
  readonly patterns: UserPatterns
  readonly stage: Stage
  /** Called before anything can be made on the copy. */
  readonly begin: () => void
  readonly contact: Contact
  readonly world: World
}
