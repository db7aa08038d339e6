import type { Room } from '../run/logs/pump.ts'

/** The side of a channel that is written to. */
export interface ChannelEnd<T> {
  readonly push: (items: readonly T[]) => void
  /** Resolves when there is room for more. */
  readonly room: Room
  /** Aborts when nobody reads any more. */
  readonly signal: AbortSignal
}

/** So many items may wait for a slow reader before the writer has to. */
const enough = 1000

/** What a writer pushes, as an iteration, which ends with the writer. Leaving the loop, or the signal, aborts the writer's. */
export async function* channel<T>(
  write: (end: ChannelEnd<T>) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const over = new AbortController()
  const queue: T[] = []
  let news = Promise.withResolvers<void>()
  let space = Promise.withResolvers<void>()
  const ended = write({
    push: (items) => {
      queue.push(...items)
      news.resolve()
    },
    room: async () => {
      if (queue.length > enough && !over.signal.aborted) await space.promise
      return true
    },
    signal: AbortSignal.any([signal, over.signal]),
  }).then(() => true)
  // Who left the loop does not want to hear of it; who is in it does, below.
  ended.catch(() => undefined)
  try {
    for (;;) {
      const done = await Promise.race([news.promise, ended])
      news = Promise.withResolvers()
      yield* queue.splice(0)
      space.resolve()
      space = Promise.withResolvers()
      if (done === true && queue.length === 0) return
    }
  } finally {
    over.abort()
    space.resolve()
  }
}
