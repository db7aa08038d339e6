import { setTimeout as delay } from 'node:timers/promises'
import { type Engine, EngineError } from '../../engine/port.ts'

/** A loop that is at work. */
export interface Slowing {
  /** Ends it. At the end the containers run. */
  readonly stop: () => Promise<void>
}

/** The share of a pause in which a slowed container runs before the next one. */
const runningShare = 0.25

/**
 * Freezes containers for some milliseconds, lets them run for a quarter of that, and again: what needs no privilege, no
 * program in the container and no image. An answer takes up to the pause longer, computing five times as long.
 */
export function slowDown(containers: readonly string[], milliseconds: number, engine: Engine): Slowing {
  const over = new AbortController()
  const each = async (verb: 'pause' | 'unpause'): Promise<void> =>
    void (await Promise.all(containers.map(async (id) => await engine.containers[verb](id).catch(unlessStopped))))
  const pause = async (time: number): Promise<void> =>
    await delay(time, undefined, { signal: over.signal }).catch(() => undefined)
  const loop = (async () => {
    while (!over.signal.aborted) {
      await each('pause')
      await pause(milliseconds)
      await each('unpause')
      await pause(milliseconds * runningShare)
    }
  })()
  loop.catch(() => undefined)
  return {
    stop: async () => {
      over.abort()
      await loop
    },
  }
}

/** Who stops or removes a slowed container meanwhile may do so. */
function unlessStopped(error: unknown): void {
  if (
    error instanceof EngineError &&
    (error.status === 404 || /not running|not paused|already paused/.test(error.message))
  )
    return
  throw error
}
