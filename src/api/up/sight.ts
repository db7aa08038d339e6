import type { Engine } from '../../engine/port.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Project } from '../../model/project.ts'
import type { Observed } from '../../plan/observed.ts'
import type { UpPolicy } from '../../plan/policy.ts'

/** A project as `up` sees it, and what is there. */
export interface Sight {
  readonly project: Project
  readonly graph: Graph
  readonly engine: Engine
  readonly observed: Observed
  readonly policy: UpPolicy
}
