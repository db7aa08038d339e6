import { graphOf } from '../../graph/graph.ts'
import { label } from '../../model/labels.ts'
import { select } from '../../model/select.ts'
import { createBuilder } from '../../plan/builder.ts'
import { isAlive } from '../../plan/is-alive.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { planOfSteps } from '../../plan/scene.ts'
import { planStart } from '../../plan/start-existing.ts'
import { planStops } from '../../plan/teardown.ts'
import { saveKind } from '../../run/faults/notes.ts'
import { carryOut } from '../execution/carry-out.ts'
import { keepUndo, type KeptUndo, startsOf } from '../execution/keep-undo.ts'
import type { SceneOn } from '../project/scene.ts'
import type { World } from '../world/world.ts'

/** Stops containers gracefully, dependents first, with their hooks. An interrupt does not cut it short, a second one does. */
export async function stopAll(containers: readonly ObservedContainer[], scene: SceneOn, world: World): Promise<void> {
  const { project, graph } = scene
  const builder = createBuilder()
  planStops([...containers], { builder, because: 'its volumes are at rest meanwhile', project, graph })
  const plan = planOfSteps('stop', scene, builder.steps)
  world.emit({ type: 'plan', plan })
  await carryOut(plan, { sight: scene, options: {}, world: patient(world), companion: {} })
}

/**
 * Starts those containers again, dependencies first, each the moment that its own conditions hold, with their hooks, and waits
 * until they are ready; after an interrupt it only starts them. Throws UpFailed.
 */
export async function startAll(names: readonly string[], scene: SceneOn, world: World): Promise<void> {
  const { engine } = scene
  const listed = await engine.containers.list([`${label.project}=${scene.project.name}`])
  const chosen = listed.filter((container) => names.includes(container.name) && !isAlive(container))
  const { services, disabled } = scene.project
  const isKnown = ({ service, configHash, oneOff }: ObservedContainer): boolean =>
    configHash !== undefined && !oneOff && (services.has(service) || disabled.has(service))
  for (const { id } of chosen.filter((container) => !isKnown(container))) await engine.containers.start(id)
  const known = chosen.filter(isKnown)
  if (known.length === 0) return
  const own = [...new Set(known.map(({ service }) => service))]
  const project = select(scene.project, { services: own, along: 'nothing', allResources: true })
  const there = { ...scene, project, graph: graphOf(project), targets: own, containers: known }
  const wait = world.signal.aborted ? 'none' : 'ready'
  const plan = planStart(there, { wait, probes: 'own' })
  world.emit({ type: 'plan', plan })
  await carryOut(plan, { sight: there, options: { wait }, world: patient(world), companion: {} })
}

/** The world of what must be brought to its end. */
export function patient(world: World): World {
  return { ...world, signal: world.force, force: new AbortController().signal }
}

/** How containers are kept from writing. */
export interface Resting {
  readonly scene: SceneOn
  readonly manner: 'stop' | 'pause'
  readonly world: World
}

/** Does the work while the containers do not write, and lets them run on as they did, however it ends. */
export async function atRest<T>(
  containers: readonly ObservedContainer[],
  { scene, manner, world }: Resting,
  work: () => Promise<T>,
): Promise<T> {
  if (manner === 'pause') return await whilePaused(containers, { scene, world }, work)
  const names = containers.map(({ name }) => name)
  const kept = await keptRunning(containers, { scene, world }, 'start')
  const letRun = async (): Promise<void> => {
    try {
      await startAll(names, scene, world)
    } catch (error) {
      if (!(await isAway(scene.engine))) kept.over()
      throw error
    }
    kept.over()
  }
  try {
    await stopAll(containers, scene, world)
    kept.struck()
    const result = await work()
    await letRun()
    return result
  } catch (error) {
    await letRun().catch(() => undefined)
    throw error
  }
}

/** An engine that has died in between: what runs no more is started when it is back, by whoever finds the note. */
async function isAway(engine: SceneOn['engine']): Promise<boolean> {
  return await engine.networks.list().then(
    () => false,
    () => true,
  )
}

async function whilePaused<T>(
  containers: readonly ObservedContainer[],
  { scene, world }: Omit<Resting, 'manner'>,
  work: () => Promise<T>,
): Promise<T> {
  const { engine } = scene
  const running = containers.filter(({ state }) => state === 'running')
  const kept = await keptRunning(running, { scene, world }, 'unpause')
  const each = async (verb: 'pause' | 'unpause'): Promise<void> =>
    void (await Promise.all(running.map(async ({ id }) => await engine.containers[verb](id))))
  world.begin?.()
  try {
    await each('pause')
    kept.struck()
    return await work()
  } finally {
    await each('unpause')
    kept.over()
  }
}

/** Should this process be killed, another lets them run. */
async function keptRunning(
  containers: readonly ObservedContainer[],
  { scene: { engine, project }, world }: Omit<Resting, 'manner'>,
  how: 'start' | 'unpause',
): Promise<KeptUndo> {
  if (containers.length === 0) return { struck: () => {}, over: () => {} }
  const undo =
    how === 'start'
      ? await startsOf(containers, engine)
      : containers.map(({ id, name }) => ({ do: how, container: id, name }))
  return keepUndo({ project: project.name, kind: saveKind, undo }, { engine, world })
}
