import { EngineError } from '../engine/port.ts'
import { graphOf } from '../graph/graph.ts'
import { load } from '../load/load.ts'
import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import { select } from '../model/select.ts'
import type { ObservedContainer } from '../plan/observed.ts'
import { type ServiceGraph, serviceGraph } from '../plan/service-graph.ts'
import { loadWorld } from './world/load-world.ts'
import { warn } from './world/warn.ts'
import type { ProjectOptions, World } from './world/world.ts'

export type { ServiceGraph, ServiceNeed, ServiceNode, ServiceResource, ServiceState } from '../plan/service-graph.ts'

export interface GraphOptions extends ProjectOptions {
  /** `model`: no engine is asked. `live`: the model alone is shown where none answers, which a notice says. */
  readonly states: 'live' | 'model'
}

/** The services of a project (those that are named and what they need), who needs whom, and how they are. Changes nothing. */
export async function graph(options: GraphOptions, world: World): Promise<ServiceGraph> {
  const loaded = await load({ ...options, resolveEnvironment: false }, loadWorld(world))
  warn(loaded.warnings, world)
  const { services, allResources } = options
  const project = select(loaded, { services, along: 'dependencies', allResources })
  return serviceGraph(graphOf(project), options.states === 'live' ? await containersOf(project, world) : undefined)
}

async function containersOf({ name }: Project, world: World): Promise<readonly ObservedContainer[] | undefined> {
  try {
    const engine = await world.engine()
    const found = await engine.containers.list([`${label.project}=${name}`])
    return found.filter(({ configHash, labels }) => configHash !== undefined && !labels.has(label.hook))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    world.emit({ type: 'notice', message: `states are not known: ${error.message}` })
    return undefined
  }
}
