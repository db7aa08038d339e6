import { uptime } from 'node:os'
import type { Machine, Owner } from './owner.ts'

/** When a lease ends by the time since the machine started, which nobody sets and which goes on while the machine sleeps. */
export interface Lasting {
  /** The `expires` that it belongs to: who writes another without this means only that one. */
  readonly of: number
  /** Milliseconds since the start of the machine. */
  readonly until: number
}

interface Lease {
  /** Milliseconds since the epoch. */
  readonly expires: number
  readonly lasts?: Lasting
  /** Who has written both. */
  readonly owner: Owner
}

/** The end of a lease that has so many milliseconds from now on. */
export function lasting(expires: number, left: number): Lasting {
  return { of: expires, until: uptime() * 1000 + left }
}

/**
 * Milliseconds that a lease has left. By the time since the start of the machine while that is the owner's, so that it does not matter when
 * the clock is set meanwhile; else by the clock.
 */
export function timeLeft({ expires, lasts, owner }: Lease, now: number, here: Machine): number {
  const goesOn = owner.host === here.host && owner.boot === here.boot && owner.space === here.space
  return lasts?.of === expires && goesOn ? lasts.until - uptime() * 1000 : expires - now
}
