import { EngineError } from '../../engine/port.ts'

/** Asks the engine for a play: many a scenario needs none, and is played where there is none. */
export interface Contact {
  /** Resolves with undefined where no engine answers and none ever has; rejects as the work does otherwise. */
  readonly ask: <T>(work: () => Promise<T>) => Promise<T | undefined>
}

/** For one play: nothing has answered yet. */
export function createContact(): Contact {
  let answered = false
  return {
    ask: async (work) => {
      try {
        const result = await work()
        answered = true
        return result
      } catch (error) {
        // Who has answered with a mistake is there.
        if (answered || !(error instanceof EngineError) || error.status !== undefined) throw error
        return undefined
      }
    },
  }
}
