import { planRemove, type RemovePolicy } from '../plan/remove.ts'
import type { Plan } from '../plan/step.ts'
import { planStop } from '../plan/stop.ts'
import { carryOut } from './execution/carry-out.ts'
import { discreetly, discreetPlan } from './execution/discreetly.ts'
import { ownScene, type SceneOn, seenAgain } from './project/scene.ts'
import type { ProjectOptions, World } from './world/world.ts'

const looking = { along: 'dependencies', unknown: 'nothing' } as const

export interface RemoveOptions extends ProjectOptions, RemovePolicy {
  /** Says what will go, and answers whether it may. Asked after `-s` has stopped what ran, as docker compose 2.40.3 does. */
  readonly confirm: (containers: readonly string[]) => Promise<boolean>
}

/** What `rm` would do, as data; can change nothing. */
export async function removePlan(options: Omit<RemoveOptions, 'confirm'>, world: World): Promise<Plan> {
  const scene = await ownScene(options, world, looking)
  return discreetPlan(planRemove(scene, options), scene.project)
}

/** Removes the stopped containers of a project. Throws as `lifecycle`. */
export async function remove(options: RemoveOptions, world: World): Promise<void> {
  const first = await ownScene(options, world, looking)
  using held = await world.hold(first.project.name)
  const scene = held.waited ? await seenAgain(first) : first
  await discreetly(scene.project, world, async (quiet) => {
    if (options.running === 'stop') await run(planStop(scene, {}), scene, quiet)
    const now = options.running === 'stop' ? await seenAgain(scene) : scene
    const plan = planRemove(now, { ...options, running: 'leave' })
    const names = plan.steps.flatMap(({ action }) => ('container' in action ? [action.container] : []))
    if (names.length === 0) return quiet.emit({ type: 'notice', message: 'No stopped containers' })
    if (await options.confirm(names)) await run(plan, now, quiet)
  })
}

async function run(plan: Plan, scene: SceneOn, world: World): Promise<void> {
  world.emit({ type: 'plan', plan })
  await carryOut(plan, { sight: scene, options: {}, world, companion: {} })
}
