import { load } from '../../load/load.ts'
import type { Plan } from '../../plan/step.ts'
import { unappliedChanges } from '../../plan/unapplied.ts'
import type { SceneOn } from '../project/scene.ts'
import { equipped } from '../up/equipped.ts'
import { loadWorld } from '../world/load-world.ts'
import type { ProjectOptions, World } from '../world/world.ts'

/** The plan with a warning for each service whose changed files it does not apply. */
export async function withUnapplied(
  plan: Plan,
  scene: SceneOn,
  { options, world }: { readonly options: ProjectOptions; readonly world: World },
): Promise<Plan> {
  if (scene.from === 'labels' || plan.steps.length === 0) return plan
  try {
    const silent = { ...world, emit: () => undefined }
    const project = await equipped(await load(options, loadWorld(world)), silent)
    return { ...plan, warnings: [...plan.warnings, ...unappliedChanges(plan, project, scene)] }
  } catch {
    // Only what would be created must be readable to its end: containers start without their env files.
    return plan
  }
}
