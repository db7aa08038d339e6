import { createBuilder } from './builder.ts'
import { concerned, planOfSteps, type Scene } from './scene.ts'
import type { Plan } from './step.ts'
import { type StopTimes, timesIn } from './stop-times.ts'
import { planStops } from './teardown.ts'

/** Stops what runs of the services: `stop`, and Ctrl-C on an attached `up`. Who is stopped already has no step. */
export function planStop(scene: Scene, times: StopTimes): Plan {
  const builder = createBuilder()
  const because = 'stop'
  const { project, graph } = scene
  planStops(concerned(scene, 'without one-offs'), { builder, because, project, graph, ...timesIn(times) })
  return planOfSteps('stop', scene, builder.steps)
}
