import { setTimeout as delay } from 'node:timers/promises'
import { EngineError } from '../../engine/port.ts'
import type { Emit } from '../../events.ts'
import { steadyNow } from '../steady-now.ts'

/** How often a stream breaks off, and whether it is of use to open it again. */
export interface Breaks {
  /** Something came that had not come before. */
  readonly brought: () => void
  /**
   * It broke off: tells it, and waits, longer each time that nothing new came. Rejects when nothing new came so often that
   * whatever cuts the stream will go on to do so.
   */
  readonly broke: (cause?: unknown) => Promise<void>
}

/** Times in a row that a stream may break off without anything new. */
const most = 8
/** Milliseconds. */
const firstPause = 100
const longestPause = 2000

/** A stream that is `followed` may be silent: one that was open for a while counts as new. */
export function createBreaks(
  { container, followed }: { readonly container: string; readonly followed: boolean },
  { emit, signal }: { readonly emit: Emit; readonly signal: AbortSignal },
): Breaks {
  let fruitless = 0
  let told = false
  let opened = steadyNow()
  const brought = (): void => {
    fruitless = 0
    told = false
  }
  return {
    brought,
    broke: async (cause) => {
      if (followed && steadyNow() - opened > longestPause) brought()
      if (++fruitless > most) throw brokenOff(container, cause)
      if (!told) emit({ type: 'notice', message: `logs of ${container} broke off; reading on` })
      told = true
      const pause = fruitless === 1 ? 0 : Math.min(firstPause * 2 ** (fruitless - 2), longestPause)
      await delay(pause, undefined, { signal }).catch(() => undefined)
      opened = steadyNow()
    },
  }
}

function brokenOff(container: string, cause: unknown): EngineError {
  return new EngineError(
    `logs of ${container} are incomplete: they broke off ${most + 1} times in a row, always before anything new`,
    {
      operation: `read the logs of ${container}`,
      cause,
      fix: 'something between here and the engine ends its answers; ask without it, or for less at once (--tail, --since)',
    },
  )
}
