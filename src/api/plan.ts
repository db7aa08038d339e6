import type { Project } from '../model/project.ts'
import type { Plan } from '../plan/step.ts'
import { discreetPlan } from './discreetly.ts'
import { look, type UpOptions } from './look.ts'
import { containersOnly } from './providers.ts'
import { recall } from './recall.ts'
import type { World } from './world.ts'

/** What `up` would do with these options, as data. Reads files and lists the engine's objects; can change nothing. */
export async function plan(
  options: UpOptions,
  world: World,
): Promise<{ readonly plan: Plan; readonly project: Project }> {
  const sight = containersOnly(await look(options, world))
  const { graph, observed, policy, project } = sight
  const { planUp } = await import('../plan/up.ts')
  return { plan: discreetPlan(await recall(planUp(graph, observed, policy), sight), project), project }
}
