import type { Engine } from '../../engine/port.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Project } from '../../model/project.ts'
import type { WatchRule } from '../../run/watch/rule.ts'
import type { World } from '../world/world.ts'

/** What a watch works on. */
export interface Watched {
  readonly project: Project
  readonly graph: Graph
  readonly engine: Engine
  /** Rules whose files are all copied into a container that is new. */
  readonly initial: readonly WatchRule[]
  /** Whether the image that a rebuild replaces is removed where nothing else uses it. */
  readonly replacedImages: 'remove' | 'keep'
  readonly world: World
}
