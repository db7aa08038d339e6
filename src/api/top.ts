import type { ProcessTable } from '../engine/container-looks.ts'
import { label } from '../model/labels.ts'
import { isAlive } from '../plan/is-alive.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

/** The processes of a container. */
export interface ContainerProcesses extends ProcessTable {
  readonly service: string
  /** The replica; 0 for a one-off. */
  readonly number: number
}

/** Processes of the project's running containers, by the containers' names. One request, and one for each. */
export async function top(options: ProjectOptions, world: World): Promise<readonly ContainerProcesses[]> {
  const { name } = await projectOrName(options, world)
  const engine = await world.engine()
  const found = await engine.containers.summaries([`${label.project}=${name}`])
  const containers = found
    .filter((container) => isAlive(container) && container.configHash !== undefined)
    .filter(({ service }) => options.services.length === 0 || options.services.includes(service))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return await Promise.all(
    containers.map(async ({ id, service, number }) => ({ service, number, ...(await engine.containers.top(id)) })),
  )
}
