import type { ContainerSummary, Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { isAlive } from '../../plan/is-alive.ts'

/** A container of a service, by its number. */
export interface Wanted {
  /** The project's name. */
  readonly project: string
  readonly service: string
  /** The replica; 0 means any. */
  readonly index: number
}

/** Containers of a service by their number, one-offs last. One request. */
export async function serviceContainers(
  { project, service }: Pick<Wanted, 'project' | 'service'>,
  engine: Engine,
): Promise<readonly ContainerSummary[]> {
  const found = await engine.containers.summaries([`${label.project}=${project}`, `${label.service}=${service}`])
  return found
    .filter(({ configHash }) => configHash !== undefined)
    .toSorted((a, b) => Number(a.oneOff) - Number(b.oneOff) || a.number - b.number || (a.name < b.name ? -1 : 1))
}

/** The running container with the number, or with the lowest. Rejects in docker compose's words (2.40.3). */
export async function runningContainer(wanted: Wanted, engine: Engine): Promise<ContainerSummary> {
  const found = (await serviceContainers(wanted, engine)).filter(isAlive)
  return chosen(found, wanted)
}

/** One container of several. Throws in docker compose's words. */
export function chosen(found: readonly ContainerSummary[], { service, index }: Wanted): ContainerSummary {
  const [container] = index > 0 ? found.filter(({ number, oneOff }) => number === index && !oneOff) : found
  if (container !== undefined) return container
  const which = index > 0 ? ` container #${index}` : ''
  throw new Error(`service ${JSON.stringify(service)} is not running${which}`)
}
