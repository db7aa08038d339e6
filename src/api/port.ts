import { runningContainer } from './container/service-containers.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface PortOptions extends ProjectOptions {
  readonly service: string
  /** Inside of the container. */
  readonly target: number
  readonly protocol: string
  /** The replica; 0 is the first. */
  readonly index: number
}

/** Where a port of a running container is published: `0.0.0.0:32768`. Rejects when the container has no such port. */
export async function port(options: PortOptions, world: World): Promise<string> {
  const { service, index, target, protocol } = options
  const { name } = await projectOrName(options, world)
  const container = await runningContainer({ project: name, service, index }, await world.engine())
  const found = container.ports.find((known) => known.target === target && known.protocol === protocol)
  if (found !== undefined) return `${found.address}:${found.published}`
  const known = [...new Set(container.ports.map((other) => `${other.target}/${other.protocol}`))].toSorted()
  const fix = known.length === 0 ? 'publish it with `ports:`' : `its ports are ${known.join(', ')}`
  throw Object.assign(new Error(`no port ${target}/${protocol} for container ${container.name}`), { fix })
}
