import { setTimeout as delay } from 'node:timers/promises'

/** Resolves when the work has settled, or after so many milliseconds; leaves no timer behind. Rejects where the work does in time. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  try {
    await Promise.race([work, delay(milliseconds, undefined, { signal: over.signal }).catch(() => undefined)])
  } finally {
    over.abort()
  }
}
