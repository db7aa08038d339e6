import type { Emit } from '../events.ts'
import type { Plan, Step, StepId } from '../plan/step.ts'

/** Does one step. Resolves with a short remark for the progress line, or nothing. */
export type Perform = (step: Step, signal: AbortSignal) => Promise<string | undefined>

/** What the execution of a plan is told. */
export interface Execution {
  readonly emit: Emit
  /** Aborting it launches no further step and ends every wait; requests under way are finished. */
  readonly signal: AbortSignal
  /** Aborting it, after `signal`, leaves alone what is under way, too. */
  readonly force?: AbortSignal
  readonly now: () => number
  /** How many requests may be under way at once; waits do not count. Absent: `defaultParallel`, and what mostly waits counts only at first. */
  readonly parallel?: number
}

/** A step that failed, and why. */
export interface Failure {
  readonly step: Step
  readonly error: Error
}

/**
 * How many engine requests run at once unless the user says otherwise. The engine itself serialises most of the work
 * of a start, so more in flight mainly lengthen each other. Ten services on two busy cores (Engine 28.5, medians of five
 * `up`): 6 in flight 2.8 s, 16 3.2 s, no limit 3.5 s, 2 and 4 3.3 s; a second run showed 6 and 16 nearly level.
 */
export const defaultParallel = 6

/** Milliseconds after which a step that mostly waits (for a grace period, a registry, a command) does not count any more. */
const mostlyWaiting = 250

/**
 * Runs every step of a plan the moment that its own `after` is done. A failed step skips what depends on it, while all
 * else goes on to its end: pulls, builds, and waits that somebody still starts after. A wait that nothing would follow
 * ends (the first hopeless service decides). Resolves with the root failures.
 */
export async function execute(plan: Plan, perform: Perform, execution: Execution): Promise<readonly Failure[]> {
  const run = createRun(plan, perform, execution)
  await Promise.all(plan.steps.map(run.launch))
  return run.failures
}

type Outcome = 'done' | 'failed' | 'skipped'

interface Run {
  readonly launch: (step: Step) => Promise<Outcome>
  readonly failures: readonly Failure[]
}

function createRun(plan: Plan, perform: Perform, { emit, signal, force, now, parallel }: Execution): Run {
  const failures: Failure[] = []
  const outcomes = new Map<StepId, Promise<Outcome>>()
  const steps = new Map(plan.steps.map((step) => [step.id, step]))
  const waits = createWaits(plan, signal)
  const slots = createSlots(parallel ?? defaultParallel)
  const locks = new Map<string, Promise<unknown>>()

  const failed = (step: Step, error: Error): Outcome => {
    if (waits.isOver(step) || (signal.aborted && error.name === 'AbortError')) return skipped(step, 'stopped waiting')
    failures.push({ step, error })
    emit({ type: 'step-failed', step, at: now(), error })
    if (step.onFailure === 'go-on') return 'done'
    waits.endAfter(step)
    return 'failed'
  }
  const skipped = (step: Step, because: string): Outcome => {
    emit({ type: 'step-skipped', step, at: now(), because })
    return 'skipped'
  }
  const attempt = async (step: Step): Promise<Outcome> => {
    emit({ type: 'step-started', step, at: now() })
    try {
      const note = await unlessAborted(perform(step, waits.signalFor(step)), force)
      emit({ type: 'step-done', step, at: now(), ...(note === undefined ? {} : { note }) })
      return 'done'
    } catch (error) {
      return failed(step, error instanceof Error ? error : new Error(String(error)))
    }
  }
  const bounded = async (step: Step): Promise<Outcome> => {
    if (step.action.do === 'wait')
      return waits.isPointless(step) ? skipped(step, 'another service failed') : await attempt(step)
    const lend = parallel === undefined ? lendingOf(step) : undefined
    if (lend === 0) return signal.aborted ? skipped(step, 'interrupted') : await attempt(step)
    return await slots(async () => (signal.aborted ? skipped(step, 'interrupted') : await attempt(step)), lend)
  }
  const locked = async (step: Step): Promise<Outcome> => {
    if (step.lock === undefined) return await bounded(step)
    const before = locks.get(step.lock) ?? Promise.resolve()
    const mine = before.then(async () => await bounded(step))
    locks.set(step.lock, mine)
    return await mine
  }
  const ready = async (step: Step): Promise<Outcome> => {
    const before = Promise.all(step.after.map(async (id) => ({ id, outcome: await outcomes.get(id) })))
    const results = await (step.patience === undefined ? before : Promise.race([before, later(step.patience)]))
    const cause = results?.find(({ outcome }) => outcome !== 'done')
    if (cause !== undefined) return skipped(step, becauseOf(steps.get(cause.id)))
    if (signal.aborted) return skipped(step, 'interrupted')
    return await locked(step)
  }
  const launch = async (step: Step): Promise<Outcome> => {
    const outcome = ready(step)
    outcomes.set(step.id, outcome)
    return await outcome
  }
  return { launch, failures }
}

interface Waits {
  /** What ends a step: an interruption, and for a wait also that nothing would follow it any more. */
  readonly signalFor: (step: Step) => AbortSignal
  /** Ends the waits that nothing follows now that a step failed. */
  readonly endAfter: (failed: Step) => void
  readonly isOver: (step: Step) => boolean
  readonly isPointless: (step: Step) => boolean
}

function createWaits(plan: Plan, signal: AbortSignal): Waits {
  const failed = new Set<StepId>()
  const running = new Map<StepId, AbortController>()
  return {
    signalFor: ({ id, action }) => {
      if (action.do !== 'wait') return signal
      const own = new AbortController()
      running.set(id, own)
      return AbortSignal.any([signal, own.signal])
    },
    endAfter: ({ id }) => {
      failed.add(id)
      const needed = neededAfter(plan, failed)
      for (const [wait, own] of running) if (!needed.has(wait)) own.abort()
    },
    isOver: ({ id }) => running.has(id) && (signal.aborted || running.get(id)?.signal.aborted === true),
    isPointless: ({ id }) => failed.size > 0 && !neededAfter(plan, failed).has(id),
  }
}

/** Steps without which something that can still be done could not be done. A wait alone is nothing that is done. */
function neededAfter({ steps }: Plan, failed: ReadonlySet<StepId>): ReadonlySet<StepId> {
  const doomed = new Set(failed)
  for (const { id, after } of steps) if (after.some((before) => doomed.has(before))) doomed.add(id)
  const needed = new Set<StepId>()
  for (const { id, action, after } of steps.toReversed())
    if (!doomed.has(id) && (action.do !== 'wait' || needed.has(id))) for (const before of after) needed.add(before)
  return needed
}

/** Milliseconds after which a step gives its slot back. Builds take none: the builder knows how much it can bear, and together they are one bake. */
function lendingOf({ action }: Step): number | undefined {
  if (action.do === 'build-image') return 0
  return ['stop-container', 'restart-container', 'run-hook', 'pull-image'].includes(action.do)
    ? mostlyWaiting
    : undefined
}

function becauseOf(step: Step | undefined): string {
  return step === undefined ? 'a step before it failed' : `step ${step.id} (${step.action.do}) did not succeed`
}

/** Resolves with nothing after some time; the timer keeps no process alive. */
async function later(milliseconds: number): Promise<undefined> {
  await new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref())
  return undefined
}

/** The result, or the signal's reason, if that comes first. */
async function unlessAborted<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await result
  const over = Promise.withResolvers<never>()
  const abort = (): void => over.reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([result, over.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

interface Slots {
  /** Runs a task when a slot is free. With `lend` it gives the slot back after so many milliseconds and goes on without. */
  <T>(task: () => Promise<T>, lend: number | undefined): Promise<T>
}

/** At most `size` tasks at once, first come, first served. */
function createSlots(size: number): Slots {
  const queue: (() => void)[] = []
  let free = size
  const giveBack = (): void => {
    const next = queue.shift()
    if (next === undefined) free++
    else next()
  }
  return async (task, lend) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => queue.push(resolve))
    const over = new AbortController()
    over.signal.addEventListener('abort', giveBack, { once: true })
    const timer = lend === undefined ? undefined : setTimeout(() => over.abort(), lend)
    try {
      return await task()
    } finally {
      clearTimeout(timer)
      over.abort()
    }
  }
}
