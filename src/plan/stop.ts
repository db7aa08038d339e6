import { createBuilder } from './builder.ts'
import { concerned, planOfSteps, type Scene } from './scene.ts'
import type { Plan } from './step.ts'
import { planStops } from './teardown.ts'

/** Stops what runs of the services: `stop`, and Ctrl-C on an attached `up`. Who is stopped already has no step. */
export function planStop(scene: Scene, { timeout }: { readonly timeout?: number }): Plan {
  const builder = createBuilder()
  const because = 'stop'
  const { project, graph } = scene
  const seconds = timeout === undefined ? {} : { timeout }
  planStops(concerned(scene, 'without one-offs'), { builder, because, project, graph, ...seconds })
  return planOfSteps('stop', scene, builder.steps)
}
