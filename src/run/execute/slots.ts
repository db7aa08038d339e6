/** Places for tasks that run at once. */
export interface Slots {
  /** Runs a task when a slot is free. With `lend` it gives the slot back after so many milliseconds and goes on without. */
  <T>(task: () => Promise<T>, lend: number | undefined): Promise<T>
}

/** At most `size` tasks at once, first come, first served. */
export function createSlots(size: number): Slots {
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
    let isHeld = true
    const release = (): void => {
      if (isHeld) giveBack()
      isHeld = false
    }
    const timer = lend === undefined ? undefined : setTimeout(release, lend)
    try {
      return await task()
    } finally {
      clearTimeout(timer)
      release()
    }
  }
}
