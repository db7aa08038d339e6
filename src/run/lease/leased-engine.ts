import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { leasedProject } from './leased-project.ts'

/** What is put on everything that is created. */
export interface Mark {
  readonly labels: Readonly<Record<string, string>>
  /** Called before anything of a project is created. Throws where that must not happen. */
  readonly claim: (project: string) => void
}

/** Kind of a thing and its name; of a service's container its service and number, which its successor has, too. */
export type Place = `container ${string} ${string}` | `network ${string}` | `volume ${string}`

/**
 * The engine, with a lease's labels on every container, network and volume that is created through it. They are in no plan
 * and no config hash, so that a later command sees no difference. What takes the place of something that is under no lease
 * is under none, either: it has its data.
 */
export function leasedEngine(engine: Engine, mark: Mark, stays: ReadonlySet<Place> = new Set()): Engine {
  const marked = <T extends { readonly Labels: Readonly<Record<string, string>> }>(
    spec: T,
    place: Place | undefined,
  ): T => {
    const project = leasedProject((name) => spec.Labels[name])
    if (project === undefined || (place !== undefined && stays.has(place))) return spec
    mark.claim(project)
    return { ...spec, Labels: { ...spec.Labels, ...mark.labels } }
  }
  const { containers, networks, volumes } = engine
  return {
    ...engine,
    containers: {
      ...containers,
      create: async (name, body, options) =>
        await containers.create(
          name,
          marked(
            body,
            seatOf((it) => body.Labels[it]),
          ),
          options,
        ),
    },
    networks: { ...networks, create: async (spec) => await networks.create(marked(spec, `network ${spec.Name}`)) },
    volumes: { ...volumes, create: async (spec) => await volumes.create(marked(spec, `volume ${spec.Name}`)) },
  }
}

/** The place of a service's container, by its labels; one-offs have none. */
export function seatOf(get: (name: string) => string | undefined): Place | undefined {
  const [service, number] = [get(label.service), get(label.number)]
  return service === undefined || number === undefined ? undefined : `container ${service} ${number}`
}
