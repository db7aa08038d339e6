import { steadyNow } from '../steady-now.ts'

/** Paths that changed, handed out in batches. */
export interface Batches {
  readonly add: (path: string) => void
  /** The next batch; undefined when the signal aborts first. Changes during the work on one batch are the next. */
  readonly next: (signal: AbortSignal) => Promise<ReadonlySet<string> | undefined>
}

/** Milliseconds. */
export interface Pace {
  /** A batch is complete when nothing has changed for so long. */
  readonly quiet: number
  /** Where there is always something that changes, a batch is handed out after so long. */
  readonly longest: number
}

/**
 * docker compose 2.40.3 waits for 500 ms of silence. An editor or "save all" needs a few milliseconds, and a checkout
 * writes without a pause, so a fifth of that puts the same files into one batch.
 */
export const usualPace: Pace = { quiet: 100, longest: 2000 }

/** Gathers what changes at one time. */
export function createBatches({ quiet, longest }: Pace): Batches {
  let gathered = new Set<string>()
  let first: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let complete = false
  let wake: (() => void) | undefined
  const finish = (): void => {
    complete = true
    wake?.()
  }
  return {
    add: (path) => {
      gathered.add(path)
      if (complete) return
      first ??= steadyNow()
      clearTimeout(timer)
      timer = setTimeout(finish, Math.max(0, Math.min(quiet, first + longest - steadyNow())))
    },
    next: async (signal) => {
      if (!complete && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
      if (signal.aborted) {
        clearTimeout(timer)
        return undefined
      }
      const batch = gathered
      gathered = new Set()
      first = undefined
      complete = false
      return batch
    },
  }
}
