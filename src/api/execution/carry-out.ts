import type { Engine } from '../../engine/port.ts'
import { type Watch, watch } from '../../engine/watch.ts'
import type { Event } from '../../events.ts'
import type { Project } from '../../model/project.ts'
import type { Plan, Step } from '../../plan/step.ts'
import { UpFailed } from '../../plan/up-failed.ts'
import { execute, type Execution, type Failure } from '../../run/execute.ts'
import { explain, explainPending, type Known } from '../../run/explain.ts'
import { failedSince } from '../../run/failed-since.ts'
import { owedHooks } from '../../run/owed-hooks.ts'
import { performer, type Stage } from '../../run/perform.ts'
import { type OwnProbes, ownProbes } from '../../run/ready/own-probes.ts'
import { unmetConditions } from '../../run/ready/unmet-conditions.ts'
import type { MakeNetwork } from '../../run/small-networks.ts'
import { waitReports } from '../../run/wait-reports.ts'
import { owedFolder } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'

/** A plan that is to be carried out, and what else decides how. */
export interface Undertaking {
  readonly sight: { readonly engine: Engine; readonly project: Project }
  readonly options: {
    readonly wait?: 'none' | 'ready'
    /** Seconds for all waits together; 0 or absent means no limit. */
    readonly waitTimeout?: number
    readonly parallel?: number
  }
  readonly world: World
  readonly companion: {
    readonly watch?: Watch
    readonly beforeStart?: Stage['beforeStart'] & {}
    readonly hookSpeaker?: Stage['hookSpeaker'] & {}
    readonly made?: Stage['made'] & {}
    readonly lacking?: Stage['lacking'] & {}
    readonly probed?: OwnProbes['note']
  }
}

/** Executes a plan and explains what failed. Throws UpFailed, and the signal's reason when interrupted. */
export async function carryOut(plan: Plan, undertaking: Undertaking): Promise<void> {
  if (plan.steps.length === 0) return
  const { sight, options, world, companion } = undertaking
  const { engine, project } = sight
  const limit = timeLimit(options.waitTimeout, world)
  const probes = ownProbes({ emit: limit.emit, project })
  const conditions = unmetConditions()
  const findings = { probed: probes.last, unmet: conditions.of }
  const reports = waitReports(findings, { emit: world.emit, signal: world.signal })
  const emit = (event: Event): void => {
    limit.emit(event)
    reports.note(event)
  }
  const known: Known = { plan, engine, project, ...findings }
  const waits = plan.steps.some((step) => step.action.do === 'wait')
  const own = waits && companion.watch === undefined ? await watch(engine, project.name, world.signal) : undefined
  try {
    const watching = { watch: companion.watch ?? own, emit, seen: conditions.note }
    const perform = performer(await stageOf(plan, undertaking, { ...watching, probed: probes.note }))
    const failures = await execute(plan, perform, { ...executionOf(undertaking), emit, signal: limit.signal })
    world.signal.throwIfAborted()
    if (limit.signal.aborted) throw await timedOut(options.waitTimeout ?? 0, limit.pending(), known)
    const since = failures.length > 0 || options.wait !== 'ready' ? failures : await failedSince(plan, engine)
    if (since.length > 0) throw await failed(since, known)
  } finally {
    limit.stop()
    reports.stop()
    own?.close()
  }
}

type Observers = Pick<Stage, 'watch' | 'emit'> & Required<Pick<Stage, 'seen' | 'probed'>>

async function stageOf(
  plan: Plan,
  { sight: { engine, project }, world, companion }: Undertaking,
  observers: Observers,
): Promise<Stage> {
  const { beforeStart, made, lacking, hookSpeaker } = companion
  const makeNetwork = project.copy === undefined ? undefined : await networkMaker(plan, engine, world)
  return {
    ...observers,
    engine,
    now: world.now,
    probed: (detail, result) => {
      observers.probed(detail, result)
      companion.probed?.(detail, result)
    },
    owedHooks: owedHooks(owedFolder(world)),
    ...(makeNetwork && { makeNetwork }),
    ...(beforeStart && { beforeStart }),
    ...(made && { made }),
    ...(lacking && { lacking }),
    ...(hookSpeaker && { hookSpeaker }),
  }
}

function executionOf({
  options: { parallel },
  world: { force, now },
}: Undertaking): Omit<Execution, 'emit' | 'signal'> {
  return { force, now, ...(parallel !== undefined && { parallel }) }
}

/** Loaded only for copies. */
async function networkMaker(plan: Plan, engine: Engine, { env }: World): Promise<MakeNetwork | undefined> {
  if (!plan.steps.some(({ action }) => action.do === 'create-network')) return undefined
  const { subnetPool } = await import('../../run/subnet-pool.ts')
  const pool = subnetPool(env.get('MUSTER_SUBNET_POOL'))
  if (pool === undefined) return undefined
  const { smallNetworks } = await import('../../run/small-networks.ts')
  return smallNetworks(pool, plan, engine)
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

/** One limit for all waits of a plan, counted from its first start or wait: pulls and builds have their own pace. */
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
