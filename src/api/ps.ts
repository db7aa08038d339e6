import type { ContainerSummary } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import { projectWithServices } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export type { ContainerSummary }

export interface PsOptions extends ProjectOptions {
  /** Also those that have ended, and one-offs. */
  readonly all: boolean
  /** States to show; empty means the running ones, or every one with `all`. */
  readonly states: readonly string[]
  readonly orphans: 'show' | 'hide'
}

const alive = ['running', 'paused', 'restarting']

/** The project's containers in name order. One request, whatever their number. Rejects for a service that does not exist. */
export async function ps(options: PsOptions, world: World): Promise<readonly ContainerSummary[]> {
  const { name, project } = await projectWithServices(options, world)
  const engine = await world.engine()
  const found = await engine.containers.summaries([`${label.project}=${name}`])
  const states = options.states.length > 0 || options.all ? options.states : alive
  const wanted =
    options.services.length > 0
      ? new Set(options.services)
      : options.orphans === 'hide' && project !== undefined
        ? new Set(project.services.keys())
        : undefined
  return found
    .filter(({ oneOff }) => options.all || !oneOff)
    .filter(({ configHash }) => configHash !== undefined)
    .filter(({ state }) => states.length === 0 || states.includes(state))
    .filter(({ service }) => wanted === undefined || wanted.has(service))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
