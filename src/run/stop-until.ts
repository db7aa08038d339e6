import type { Engine } from '../engine/port.ts'
import type { Emit } from '../events.ts'

/** A container that is to end, and by when. */
export interface Stopping {
  readonly container: string
  /** Seconds until the engine kills it; absent: its own grace period. */
  readonly timeout?: number
  /** Milliseconds that all containers of the plan were given together; absent: as long as it takes. */
  readonly deadline?: number
  /** Milliseconds since the plan began. */
  readonly elapsed: () => number
}

/** Stops a container, and kills it when its deadline is over; a warning names it then. Rejects as the stop does. */
export async function stopUntil(
  { container, timeout, deadline, elapsed }: Stopping,
  { engine, emit }: { readonly engine: Engine; readonly emit: Emit },
): Promise<void> {
  const time = timeout === undefined ? {} : { timeout }
  if (deadline === undefined) return await engine.containers.stop(container, time)
  const kill = async (): Promise<void> => {
    try {
      await engine.containers.kill(container, 'SIGKILL')
      const message = `${container} still ran when the deadline of ${deadline / 1000} s was over, and was killed`
      emit({ type: 'warning', message })
    } catch {
      // It has ended at that very moment; whatever else is wrong, the stop says.
    }
  }
  let killed: Promise<void> | undefined
  const timer = setTimeout(
    () => {
      killed = kill()
    },
    Math.max(0, deadline - elapsed()),
  )
  try {
    await engine.containers.stop(container, time)
  } finally {
    clearTimeout(timer)
    await killed
  }
}
