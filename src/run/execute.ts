import type { Emit } from '../events.ts'
import type { Plan, Step, StepId } from '../plan/step.ts'
import { createSlots } from './execute/slots.ts'
import { createWaits, type Waits } from './execute/waits.ts'

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
  const failures: Failure[] = []
  const waits = createWaits(plan, execution.signal)
  const admit = admission({ perform, execution, waits, failures })
  const steps = new Map(plan.steps.map((step) => [step.id, step]))
  const outcomes = new Map<StepId, Promise<Outcome>>()
  const launch = async (step: Step): Promise<Outcome> => {
    const cause = await hindrance(step, outcomes)
    if (cause !== undefined) return skipped(step, becauseOf(steps.get(cause)), execution)
    if (execution.signal.aborted) return skipped(step, 'interrupted', execution)
    return await admit(step)
  }
  for (const step of plan.steps) outcomes.set(step.id, launch(step))
  await Promise.all(outcomes.values())
  return failures
}

type Outcome = 'done' | 'failed' | 'skipped'

/** Resolves when what comes before a step is done, or its patience over, with nothing; or else with the step that was not done. */
async function hindrance(
  { after, patience }: Step,
  outcomes: ReadonlyMap<StepId, Promise<Outcome>>,
): Promise<StepId | undefined> {
  const before = Promise.all(after.map(async (id) => ({ id, outcome: await outcomes.get(id) })))
  const results = await (patience === undefined ? before : Promise.race([before, later(patience)]))
  return results?.find(({ outcome }) => outcome !== 'done')?.id
}

/** What the steps of one execution share. */
interface Course {
  readonly perform: Perform
  readonly execution: Execution
  readonly waits: Waits
  readonly failures: Failure[]
}

/** Has a step done as soon as nobody holds its lock and a slot is free. */
function admission(course: Course): (step: Step) => Promise<Outcome> {
  const { waits, execution } = course
  const { signal, parallel } = execution
  const slots = createSlots(parallel ?? defaultParallel)
  const locks = new Map<string, Promise<unknown>>()
  const unlessInterrupted = async (step: Step): Promise<Outcome> =>
    signal.aborted ? skipped(step, 'interrupted', execution) : await attempt(step, course)
  const bounded = async (step: Step): Promise<Outcome> => {
    if (step.action.do === 'wait')
      return waits.isPointless(step) ? skipped(step, 'another service failed', execution) : await attempt(step, course)
    const lend = parallel === undefined ? lendingOf(step) : undefined
    return lend === 0 ? await unlessInterrupted(step) : await slots(async () => await unlessInterrupted(step), lend)
  }
  return async (step) => {
    if (step.lock === undefined) return await bounded(step)
    const before = locks.get(step.lock) ?? Promise.resolve()
    const mine = before.then(async () => await bounded(step))
    locks.set(step.lock, mine)
    return await mine
  }
}

async function attempt(step: Step, course: Course): Promise<Outcome> {
  const { emit, now, force } = course.execution
  emit({ type: 'step-started', step, at: now() })
  try {
    const note = await unlessAborted(course.perform(step, course.waits.signalFor(step)), force)
    emit({ type: 'step-done', step, at: now(), ...(note === undefined ? {} : { note }) })
    return 'done'
  } catch (error) {
    return failed(step, error instanceof Error ? error : new Error(String(error)), course)
  }
}

function failed(step: Step, error: Error, { execution, waits, failures }: Course): Outcome {
  const { emit, now, signal } = execution
  if (waits.isOver(step) || (signal.aborted && error.name === 'AbortError'))
    return skipped(step, 'stopped waiting', execution)
  failures.push({ step, error })
  emit({ type: 'step-failed', step, at: now(), error })
  if (step.onFailure === 'go-on') return 'done'
  waits.endAfter(step)
  return 'failed'
}

function skipped(step: Step, because: string, { emit, now }: Execution): Outcome {
  emit({ type: 'step-skipped', step, at: now(), because })
  return 'skipped'
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
