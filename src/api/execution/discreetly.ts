import { discreetError, discreetEvent, planWithout } from '../../discreet.ts'
import type { Project } from '../../model/project.ts'
import type { Plan } from '../../plan/step.ts'
import { redactor } from '../../source/redact.ts'
import type { World } from '../world/world.ts'

/**
 * Does the work so that neither its events nor its error repeat the value of a variable whose name looks secret: the
 * engine's messages quote what they refuse, and names of containers and images may be made of variables.
 */
export async function discreetly<T>(
  project: Project | undefined,
  world: World,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const redact = project && redactor(project.environment)
  if (redact === undefined) return await work(world)
  try {
    return await work({ ...world, emit: (event) => world.emit(discreetEvent(event, redact)) })
  } catch (error) {
    throw discreetError(error, redact)
  }
}

/** The plan as it may be shown. */
export function discreetPlan(plan: Plan, project: Project | undefined): Plan {
  const redact = project && redactor(project.environment)
  return redact === undefined ? plan : planWithout(plan, redact)
}
