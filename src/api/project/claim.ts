import type { Observed } from '../../plan/observed.ts'
import type { ProjectOptions, World } from '../world/world.ts'

/** What is there of a copy, and who asks. */
export interface Claim {
  readonly observed: Pick<Observed, 'containers' | 'volumes'>
  readonly options: Claimed
  readonly world: World
}

/** Whose containers are meant, and what else is touched. */
export interface Claimed extends Pick<ProjectOptions, 'projectName'> {
  readonly orphans?: string
}
