import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { withServices } from '../../model/no-such-service.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { projectOrName } from '../project/project-or-name.ts'
import type { ProjectOptions, World } from '../world/world.ts'

export interface TargetOptions extends Omit<ProjectOptions, 'services'> {
  readonly service: string
  /** The replica's number; 0 or absent: the one with the lowest. */
  readonly index?: number
}

/** The container that a command is for, and where it is. */
export interface Target {
  readonly engine: Engine
  readonly container: ObservedContainer
}

const alive = new Set(['running', 'paused', 'restarting'])

/**
 * The container of a service that a command is for: the lowest number, one-offs last (R-132). Throws in docker compose's words
 * when the service does not run.
 */
export async function findTarget({ service, index = 0, ...options }: TargetOptions, world: World): Promise<Target> {
  const { name, project } = await projectOrName({ ...options, services: [service] }, world)
  const engine = await world.engine()
  const found = await engine.containers.list([`${label.project}=${name}`, `${label.service}=${service}`])
  const [container] = found
    .filter(({ configHash, state, number }) => {
      return configHash !== undefined && alive.has(state) && (index <= 0 || number === index)
    })
    .toSorted((a, b) => Number(a.oneOff) - Number(b.oneOff) || a.number - b.number || (a.name < b.name ? -1 : 1))
  if (container === undefined) {
    const says = `service "${service}" is not running${index <= 0 ? '' : ` container #${index}`}`
    throw withServices(new Error(says), service, project)
  }
  return { engine, container }
}
