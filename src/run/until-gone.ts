import { setTimeout as delay } from 'node:timers/promises'

/** What is to go, and how. */
export interface Clearing<Found> {
  /** What is there now. */
  readonly look: () => Promise<Found>
  /** How much it is. */
  readonly size: (found: Found) => number
  /** What cannot be removed now is no error: it is found again. */
  readonly remove: (found: Found) => Promise<void>
  /** Milliseconds before each further attempt at what has not become less: a removal may be under way already. */
  readonly pauses: readonly number[]
  readonly signal?: AbortSignal
}

/**
 * Removes something and looks again until nothing is left: what was asked of the engine just before may come into being late, and an engine may
 * be busy or restarting. Resolves with what stays whatever is done. Rejects with the signal's reason, and as `look` and `remove` do.
 */
export async function untilGone<Found>({ look, size, remove, pauses, signal }: Clearing<Found>): Promise<Found> {
  let before = Infinity
  for (let failures = 0; ;) {
    signal?.throwIfAborted()
    const found = await look()
    const count = size(found)
    if (count === 0) return found
    failures = count < before ? 0 : failures + 1
    before = count
    if (failures > 0) await delay(pauses[failures - 1])
    await remove(found)
    if (failures === pauses.length) return await look()
  }
}
