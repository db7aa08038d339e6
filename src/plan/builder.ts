import type { Action, Change, Step, StepId } from './step.ts'

/** A step as a planner asks for it; absent dependencies are dropped, so that planners can pass on "if there is one". */
interface Draft {
  readonly action: Action
  readonly because: string
  readonly after?: readonly (StepId | undefined)[]
  readonly changes?: readonly Change[]
  readonly group?: string
  readonly lock?: 'ports'
  readonly onFailure?: 'stop' | 'go-on'
  readonly patience?: number
}

/** Collects the steps of one plan. */
export interface Builder {
  /** Adds a step and returns its id. Throws when `after` names a step that is not there yet. */
  add(draft: Draft): StepId
  /** Adds the step unless one with the same key was added before; then returns that one's id. */
  once(key: string, draft: () => Draft): StepId
  readonly steps: readonly Step[]
}

/** An empty plan. */
export function createBuilder(): Builder {
  const steps: Step[] = []
  const known = new Map<string, StepId>()
  const add = (draft: Draft): StepId => {
    const id = steps.length + 1
    const after = [...new Set((draft.after ?? []).filter((step) => step !== undefined))].sort((a, b) => a - b)
    const unknown = after.find((step) => step >= id)
    if (unknown !== undefined) throw new Error(`step ${id} (${draft.action.do}) after a missing step: ${unknown}`)
    steps.push({ ...draft, id, after })
    return id
  }
  const once = (key: string, draft: () => Draft): StepId => {
    const id = known.get(key) ?? add(draft())
    known.set(key, id)
    return id
  }
  return { add, once, steps }
}
