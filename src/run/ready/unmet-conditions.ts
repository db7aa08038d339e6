import type { ReadyCondition } from '../../attributes/ready/condition.ts'
import { readyText } from '../../attributes/ready/ready.ts'
import type { ReadyWorld } from './ready.ts'

/** What was last seen of the conditions of containers. */
export interface UnmetConditions {
  readonly note: ReadyWorld['seen'] & {}
  /** Those of a container that do not hold, as `tcp 5432: nothing listens on port 5432`. */
  readonly of: (container: string) => readonly string[]
}

/** Collects what looks at conditions have shown, for the report of a wait that fails. */
export function unmetConditions(): UnmetConditions {
  const seen = new Map<string, Map<ReadyCondition, string | undefined>>()
  return {
    note: (container, condition, because) => {
      const ofContainer = seen.get(container) ?? new Map<ReadyCondition, string | undefined>()
      seen.set(container, ofContainer.set(condition, because))
    },
    of: (container) =>
      [...(seen.get(container) ?? [])].flatMap(([condition, because]) =>
        because === undefined ? [] : [`${readyText(condition)}: ${because}`],
      ),
  }
}
