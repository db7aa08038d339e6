import type { Project } from '../model/project.ts'
import type { Plan } from '../plan/step.ts'
import { NotReady, preflight } from '../run/preflight/preflight.ts'
import { discreetPlan } from './execution/discreetly.ts'
import { ForeignProject } from './project/foreign-project.ts'
import { requireOwnData, requireOwner } from './project/owner.ts'
import { look } from './up/look.ts'
import type { UpOptions } from './up/options.ts'
import { containersOnly } from './up/providers.ts'
import { recall } from './up/recall.ts'
import type { Sight } from './up/sight.ts'
import { warn } from './world/warn.ts'
import type { World } from './world/world.ts'

/** What `up` would do. */
export interface Planned {
  readonly plan: Plan
  readonly project: Project
  /** Why `up` would do nothing of it: the error that it would throw. */
  readonly refused?: ForeignProject | NotReady
}

/** What `up` would do with these options, as data. Reads files and lists the engine's objects; can change nothing. */
export async function plan(options: UpOptions, world: World): Promise<Planned> {
  const sight = containersOnly(await look(options, world))
  const { graph, observed, policy, project } = sight
  const { planUp } = await import('../plan/up.ts')
  const planned = planUp(graph, observed, policy)
  const refused = await refusal(planned, sight, { options, world })
  return {
    plan: discreetPlan(await recall(planned, sight), project),
    project,
    ...(refused === undefined ? {} : { refused }),
  }
}

/** In the order in which `up` looks. */
async function refusal(
  planned: Plan,
  sight: Sight,
  by: { readonly options: UpOptions; readonly world: World },
): Promise<Planned['refused']> {
  try {
    await requireOwner(sight.project, sight.observed.containers, by)
    await requireOwnData(sight.project, { observed: sight.observed, ...by })
    if (planned.steps.length === 0) return undefined
    warn(await preflight(planned, sight), by.world)
    return undefined
  } catch (error) {
    if (error instanceof ForeignProject || error instanceof NotReady) return error
    throw error
  }
}
