/** A queue of ends, which itself ends when nobody is left after everything was started. */
export interface Exits<T> {
  readonly tell: (exit: T) => void
  readonly look: () => void
  readonly next: () => Promise<T | undefined>
  readonly settle: () => void
  /** More may be started: an empty house is no end. */
  readonly unsettle: () => void
  readonly close: () => void
  /** Resolves when nobody is left. */
  readonly emptied: Promise<void>
}

/** An empty queue. `empty` says whether nobody is left. */
export function createExits<T>(empty: () => boolean): Exits<T> {
  const queue: T[] = []
  let waiting: ((exit: T | undefined) => void) | undefined
  let settled = false
  let closed = false
  const emptied = Promise.withResolvers<void>()
  const look = (): void => {
    if (closed || (settled && empty())) emptied.resolve()
    if (waiting === undefined) return
    const exit = queue.shift()
    if (exit === undefined && !closed && !(settled && empty())) return
    waiting(exit)
    waiting = undefined
  }
  return {
    look,
    emptied: emptied.promise,
    tell: (exit) => {
      queue.push(exit)
      look()
    },
    next: async () =>
      await new Promise((resolve) => {
        waiting = resolve
        look()
      }),
    settle: () => {
      settled = true
      look()
    },
    unsettle: () => {
      settled = false
    },
    close: () => {
      closed = true
      look()
    },
  }
}
