import { restorationName } from '../model/names.ts'
import { type Lifecycle, planLifecycle } from '../plan/lifecycle.ts'
import type { Plan } from '../plan/step.ts'
import { carryOut } from './execution/carry-out.ts'
import { discreetly, discreetPlan } from './execution/discreetly.ts'
import { ownScene, type SceneOn } from './project/scene.ts'
import type { ProjectOptions, World } from './world/world.ts'

export type { StopTimes } from '../plan/stop-times.ts'
export type { Lifecycle }

export interface LifecycleOptions extends ProjectOptions {
  /** Seconds for all waits of `start --wait` together; 0 or absent means no limit. */
  readonly waitTimeout?: number
  /** How many engine requests run at once. */
  readonly parallel?: number
}

/** What the verb would do, as data; can change nothing. */
export async function lifecyclePlan(request: Lifecycle, options: LifecycleOptions, world: World): Promise<Plan> {
  const scene = await look(request, options, world)
  return discreetPlan(await planned(request, scene, { options, world }), scene.project)
}

interface Asked {
  readonly options: LifecycleOptions
  readonly world: World
}

async function planned(request: Lifecycle, scene: SceneOn, { options, world }: Asked): Promise<Plan> {
  const plan = planLifecycle(scene, request)
  if (request.verb !== 'start' && request.verb !== 'restart') return plan
  const { withUnapplied } = await import('./container/unapplied.ts')
  return await withUnapplied(plan, scene, { options, world })
}

/**
 * Starts, stops, restarts, kills, pauses or unpauses the containers of a project: by its files, or, with a name only, by
 * the labels of what is there. Throws a ComposeError for mistakes in files, ForeignProject, UpFailed when a
 * container does not obey.
 */
export async function lifecycle(request: Lifecycle, options: LifecycleOptions, world: World): Promise<Plan> {
  const first = await look(request, options, world)
  using held = isPatient(request) ? await world.hold(first.project.name) : undefined
  const healed = held !== undefined && (await isHealed(first, world))
  const scene = held?.waited === true || healed ? await look(request, options, world) : first
  const plan = await planned(request, scene, { options, world })
  await discreetly(scene.project, world, async (quiet) => {
    for (const message of plan.warnings) quiet.emit({ type: 'warning', message })
    quiet.emit({ type: 'plan', plan })
    if (request.verb === 'kill' && plan.steps.length === 0)
      quiet.emit({ type: 'notice', message: 'no container to kill' })
    const wait = request.verb === 'start' ? { wait: request.wait } : {}
    const began = world.now()
    await carryOut(plan, { sight: scene, options: { ...options, ...wait }, world: quiet, companion: {} })
    if (request.verb === 'stop' || request.verb === 'kill') {
      const { noteEndings } = await import('./execution/note-endings.ts')
      noteEndings(plan, began, { ...scene, world })
    }
  })
  return plan
}

/** Data that a `reset` was cut off from putting back is put back before anything runs on it. One request where there is none. */
async function isHealed({ project: { name }, engine }: SceneOn, world: World): Promise<boolean> {
  const found = await engine.volumes.named([restorationName(name)])
  if (found.length === 0) return false
  const { healRestoration } = await import('./snapshot/restoration.ts')
  return await healRestoration(name, world)
}

/** What stops or freezes containers does so at once, also those of an `up` that does not come to its end. */
function isPatient({ verb }: Lifecycle): boolean {
  return verb === 'start' || verb === 'restart'
}

/** A restart may take along who depends on what is named. */
async function look({ verb }: Lifecycle, options: LifecycleOptions, world: World): Promise<SceneOn> {
  return await ownScene(options, world, {
    along: verb === 'restart' ? 'everybody' : 'dependencies',
    unknown: verb === 'start' || verb === 'restart' ? 'error' : 'nothing',
  })
}
