import { createBuilder } from './builder.ts'
import { isAlive } from './is-alive.ts'
import { concerned, planOfSteps, type Scene } from './scene.ts'
import type { Plan } from './step.ts'
import { planStops } from './teardown.ts'

/** What `rm` was told. */
export interface RemovePolicy {
  /** `-s`: what runs is stopped first. */
  readonly running: 'leave' | 'stop'
  readonly anonymousVolumes: 'keep' | 'remove'
}

/** `rm`: removes the containers of services that do not run; one-offs stay. In the engine's order, newest first. */
export function planRemove(scene: Scene, { running, anonymousVolumes }: RemovePolicy): Plan {
  const builder = createBuilder()
  const { project, graph } = scene
  const all = concerned(scene, 'without one-offs')
  const stops = running === 'stop' ? planStops(all, { builder, because: 'rm --stop', project, graph }) : new Map()
  for (const container of all.filter((it) => running === 'stop' || !isAlive(it))) {
    const { name, service, id, state } = container
    const action = { do: 'remove-container', container: name, service, anonymousVolumes } as const
    builder.add({ action, because: stops.has(id) ? `${state}, is stopped first` : state, after: [stops.get(id)] })
  }
  return planOfSteps('rm', scene, builder.steps)
}
