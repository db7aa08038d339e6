import type { Engine } from '../../engine/port.ts'
import { leasedProject } from './leased-project.ts'

/** What is put on everything that is created. */
export interface Mark {
  readonly labels: Readonly<Record<string, string>>
  /** Called before anything of a project is created. Throws where that must not happen. */
  readonly claim: (project: string) => void
}

/**
 * The engine, with a lease's labels on every container, network and volume that is created through it. They are in no plan
 * and no config hash, so that a later command sees no difference.
 */
export function leasedEngine(engine: Engine, mark: Mark): Engine {
  const marked = <T extends { readonly Labels: Readonly<Record<string, string>> }>(spec: T): T => {
    const project = leasedProject((name) => spec.Labels[name])
    if (project === undefined) return spec
    mark.claim(project)
    return { ...spec, Labels: { ...spec.Labels, ...mark.labels } }
  }
  const { containers, networks, volumes } = engine
  return {
    ...engine,
    containers: {
      ...containers,
      create: async (name, body, options) => await containers.create(name, marked(body), options),
    },
    networks: { ...networks, create: async (spec) => await networks.create(marked(spec)) },
    volumes: { ...volumes, create: async (spec) => await volumes.create(marked(spec)) },
  }
}
