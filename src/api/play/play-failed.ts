import { ComposeError } from '../../source/diagnostic.ts'
import type { Origin } from '../../source/node.ts'

/** A step did not give what the scenario says; exit code 4. */
export class PlayFailed extends ComposeError {
  readonly exitCode = 4
  /** From 1. */
  readonly step: number
  constructor(
    message: string,
    { step, at, fix }: { readonly step: number; readonly at: Origin; readonly fix?: string },
  ) {
    super([{ severity: 'error', kind: 'scenario', message, at, notes: [], ...(fix === undefined ? {} : { fix }) }])
    this.name = 'PlayFailed'
    this.step = step
  }
}
