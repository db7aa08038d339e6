import { type Watch, watch } from '../engine/watch.ts'
import { observe } from '../engine/observe.ts'
import type { Event } from '../events.ts'
import type { Project } from '../model/project.ts'
import type { Plan, Step } from '../plan/step.ts'
import { UpFailed } from '../plan/up-failed.ts'
import { planRefresh, planUp } from '../plan/up.ts'
import { execute, type Failure } from '../run/execute.ts'
import { explain, explainPending, type Known } from '../run/explain.ts'
import { ownProbes } from '../run/own-probes.ts'
import { performer } from '../run/perform.ts'
import { failedSince } from '../run/recheck.ts'
import { discreetly } from './discreetly.ts'
import { look, type Sight, type UpOptions, wantedOf } from './plan.ts'
import type { World } from './world.ts'

export type { UpOptions } from './plan.ts'

/** What an attached `up` wants to know on the way. */
export interface UpCompanion {
  /** After loading, observing and planning, before anything is done. */
  readonly planned?: (sight: Sight, plan: Plan) => Promise<void> | void
  /** Right before a container is started: attach here and no output is lost. */
  readonly beforeStart?: (container: string, service: string) => Promise<void>
  /** An open watch of the project, if there is one already; else one is opened when the plan has waits. */
  readonly watch?: Watch
}

export interface UpResult {
  readonly project: Project
  readonly plan: Plan
}

/**
 * Brings a project up. A project that is as it should be costs one look at the engine: four requests, none of which
 * changes anything, and no event stream. Throws a ComposeError for mistakes in files, UpFailed when a container
 * cannot be brought up (with everything that explains it), the signal's reason when interrupted.
 */
export async function up(options: UpOptions, world: World, companion: UpCompanion = {}): Promise<UpResult> {
  const seen = await look(options, world)
  return await discreetly(seen.project, world, async (quiet) => {
    const sight = await refreshed(seen, options, quiet)
    const plan = planOf(sight, quiet)
    warnOfOrphans(plan, quiet)
    await companion.planned?.(sight, plan)
    await carryOutPersistently(plan, { sight, options, world: quiet, companion })
    return { project: sight.project, plan }
  })
}

/** In docker compose's words (2.40.3). */
function warnOfOrphans({ orphans }: Plan, world: World): void {
  if (orphans.length === 0) return
  const message = `Found orphan containers ([${orphans.join(' ')}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.`
  world.emit({ type: 'warning', message })
}

function planOf(sight: Sight, world: World): Plan {
  const plan = planUp(sight.graph, sight.observed, sight.policy)
  for (const message of plan.warnings) world.emit({ type: 'warning', message })
  world.emit({ type: 'plan', plan })
  return plan
}

/** Milliseconds before the second and the third look at a project that changed while it was brought up. */
const pauses = [200, 1000] as const

/**
 * Somebody else may be at work on the same project: another command, or requests of a killed one that the engine still
 * carries out. Names are taken or gone then that were not a moment ago. That is settled by another look and another plan.
 */
async function carryOutPersistently(plan: Plan, undertaking: Undertaking & { readonly sight: Sight }): Promise<void> {
  const { sight, world } = undertaking
  let next = plan
  for (const pause of pauses) {
    try {
      return await carryOut(next, undertaking)
    } catch (error) {
      if (!(error instanceof UpFailed) || !error.failures.every(({ conflict }) => conflict === true)) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
      next = planOf({ ...sight, observed: await observe(sight.engine, wantedOf(sight.project)) }, world)
    }
  }
  return await carryOut(next, undertaking)
}

interface Undertaking {
  readonly sight: Pick<Sight, 'engine' | 'project'>
  readonly options: Pick<UpOptions, 'wait' | 'waitTimeout' | 'parallel'>
  readonly world: World
  readonly companion: UpCompanion
}

/** Images of running services come first: only when they are there it shows whether containers must be replaced. */
async function refreshed(sight: Sight, options: UpOptions, world: World): Promise<Sight> {
  const { plan, services } = planRefresh(sight.graph, sight.observed, sight.policy)
  if (plan.steps.length === 0) return sight
  await carryOut(plan, { sight, options, world, companion: {} })
  const observed = await observe(sight.engine, wantedOf(sight.project))
  return { ...sight, observed, policy: { ...sight.policy, refreshed: new Set(services) } }
}

/** Executes a plan and explains what failed. */
async function carryOut(plan: Plan, { sight, options, world, companion }: Undertaking): Promise<void> {
  if (plan.steps.length === 0) return
  const { engine, project } = sight
  const limit = timeLimit(options.waitTimeout, world)
  const probes = ownProbes({ emit: limit.emit, project })
  const known: Known = { plan, engine, project, probed: probes.last }
  const waits = plan.steps.some((step) => step.action.do === 'wait')
  const own = waits && companion.watch === undefined ? await watch(engine, project.name, world.signal) : undefined
  try {
    const perform = performer({
      engine,
      watch: companion.watch ?? own,
      emit: limit.emit,
      now: world.now,
      probed: probes.note,
      ...(companion.beforeStart && { beforeStart: companion.beforeStart }),
    })
    const parallel = options.parallel === undefined ? {} : { parallel: options.parallel }
    const failures = await execute(plan, perform, {
      emit: limit.emit,
      signal: limit.signal,
      now: world.now,
      ...parallel,
    })
    world.signal.throwIfAborted()
    if (limit.signal.aborted) throw await timedOut(options.waitTimeout ?? 0, limit.pending(), known)
    const since = failures.length > 0 || options.wait !== 'ready' ? failures : await failedSince(plan, engine)
    if (since.length > 0) throw await failed(since, known)
  } finally {
    limit.stop()
    own?.close()
  }
}

async function failed(failures: readonly Failure[], known: Known): Promise<UpFailed> {
  const explained = await Promise.all(failures.map(async (failure) => await explain(failure, known)))
  return new UpFailed(explained[0]?.message ?? 'up failed', explained)
}

interface TimeLimit {
  readonly signal: AbortSignal
  readonly emit: (event: Event) => void
  /** Waits that have begun and not ended. */
  readonly pending: () => readonly Step[]
  readonly stop: () => void
}

/** One limit for all waits of a plan, counted from its first start or wait: pulls and builds have their own pace (F1). */
function timeLimit(seconds: number | undefined, world: World): TimeLimit {
  const over = new AbortController()
  const pending = new Map<number, Step>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const emit = (event: Event): void => {
    world.emit(event)
    if (event.type === 'step-started' && event.step.action.do === 'wait') pending.set(event.step.id, event.step)
    if ((event.type === 'step-done' || event.type === 'step-failed') && event.step.action.do === 'wait')
      pending.delete(event.step.id)
    const begins = event.type === 'step-started' && ['wait', 'start-container'].includes(event.step.action.do)
    if (begins && seconds !== undefined && seconds > 0)
      timer ??= setTimeout(() => over.abort(new Error('time limit')), seconds * 1000)
  }
  return {
    signal: AbortSignal.any([world.signal, over.signal]),
    emit,
    pending: () => [...pending.values()],
    stop: () => clearTimeout(timer),
  }
}

async function timedOut(seconds: number, pending: readonly Step[], known: Known): Promise<UpFailed> {
  const failures = await Promise.all(pending.map(async (step) => await explainPending(step, seconds, known)))
  return new UpFailed(`application not healthy after ${seconds}s`, failures)
}
