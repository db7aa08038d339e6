import type { ContainerDetail } from '../engine/port.ts'
import { steadyNow } from './steady-now.ts'

/** A start that the engine answered just before the wait counts from that answer: a busy engine answers late. Milliseconds. */
const justBefore = 30_000

type Run = Pick<ContainerDetail, 'startedAt'>

/**
 * Tells at each look for how long a container has run, in milliseconds; `began` is when the wait for it did, by the engine's
 * clock (since the epoch). That clock says only whether the container ran long before: what is counted is the time since its
 * run was first seen, by a clock that nobody sets. The engine's may be another machine's, and both may be set meanwhile.
 */
export function uptimeSince(began: number): (run: Run) => number {
  let known: { readonly startedAt: string; readonly seen: number } | undefined
  return ({ startedAt }) => {
    const ranBefore = known === undefined && began - Date.parse(startedAt) >= justBefore
    if (known?.startedAt !== startedAt) known = { startedAt, seen: ranBefore ? -Infinity : steadyNow() }
    return steadyNow() - known.seen
  }
}
