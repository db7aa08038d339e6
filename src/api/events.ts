import { label } from '../model/labels.ts'
import { engineTime } from './container/engine-time.ts'
import { projectWithServices } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface EventsOptions extends ProjectOptions {
  /** A time, or how long ago. */
  readonly since?: string
  readonly until?: string
  readonly onEvent: (event: ContainerEvent) => void
}

/** What happened to a container of the project. */
export interface ContainerEvent {
  /** Nanoseconds since the epoch. */
  readonly timeNano: bigint
  readonly service: string
  readonly container: string
  readonly action: string
  /** Without the labels of docker compose and muster, by name. */
  readonly attributes: ReadonlyMap<string, string>
}

/** Hands on what happens to the project's containers, but for one-offs, until `until` or the signal. One request. */
export async function events(options: EventsOptions, world: World): Promise<void> {
  const { services, onEvent } = options
  const { name } = await projectWithServices(options, world)
  const engine = await world.engine()
  const [since, until] = [
    engineTime('since', options.since, world.now()),
    engineTime('until', options.until, world.now()),
  ]
  const filter = {
    types: ['container'],
    labels: [`${label.project}=${name}`],
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  } as const
  for await (const { id, action, attributes, timeNano } of await engine.events(filter, world.signal)) {
    const service = attributes.get(label.service) ?? ''
    const oneOff = attributes.get(label.oneOff) === 'True'
    if (oneOff || service === '' || (services.length > 0 && !services.includes(service))) continue
    const own = [...attributes].filter(([key]) => !/^(?:com\.docker\.compose|dev\.muster)\./.test(key))
    const sorted = new Map(own.toSorted(([a], [b]) => (a < b ? -1 : 1)))
    onEvent({ timeNano, service, container: id, action, attributes: sorted })
  }
}
