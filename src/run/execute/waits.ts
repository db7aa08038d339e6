import type { Plan, Step, StepId } from '../../plan/step.ts'

/** The waits of a plan that is carried out: they end with what they were for. */
export interface Waits {
  /** What ends a step: an interruption, and for a wait also that nothing would follow it any more. */
  readonly signalFor: (step: Step) => AbortSignal
  /** Ends the waits that nothing follows now that a step failed. */
  readonly endAfter: (failed: Step) => void
  readonly isOver: (step: Step) => boolean
  readonly isPointless: (step: Step) => boolean
}

/** None of the plan's steps has begun. */
export function createWaits(plan: Plan, signal: AbortSignal): Waits {
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
