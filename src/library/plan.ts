import { downPlan } from '../api/down.ts'
import { plan as makePlan } from '../api/plan.ts'
import type { Plan } from '../plan/step.ts'
import type { StackOptions } from './stack-options.ts'
import { whileOpen } from './while-open.ts'

/** Whose plan is asked for, and how: the options of `up`, or some of those of `down`. */
export interface PlanOptions extends Omit<StackOptions, 'volumes' | 'existing' | 'lease'> {
  /** Default `up`. */
  readonly verb?: 'up' | 'down'
  /** Of `down`: what becomes of volumes. Default `keep`. */
  readonly volumes?: 'keep' | 'remove'
  /** Of `down`: what becomes of images; `local`: those without a name of their own. Default `keep`. */
  readonly images?: 'keep' | 'local' | 'all'
}

/**
 * What `up` would do, or `down` with `verb: 'down'`; changes nothing. Rejects with ComposeError and EngineError.
 *
 * @example
 * console.log(planSummary(await plan()))
 */
export async function plan(options: PlanOptions = {}): Promise<Plan> {
  const { verb = 'up', volumes = 'keep', images = 'keep', ...rest } = options
  return await whileOpen(rest, async ({ world, wanted }) => {
    if (verb === 'up') return (await makePlan(wanted, world)).plan
    const { orphans: _, ...down } = wanted
    return await downPlan({ ...down, volumes, images, orphans: 'keep' }, world)
  })
}
