import { masked } from '../source/mask.ts'
import type { Origin } from '../source/node.ts'

/** A text for a message; what came from a variable is shown as the file has it, since the value may be secret. */
export function asWritten(text: string, at: Origin | undefined): string {
  return at?.via?.kind === 'variable' && at.via.raw !== '' ? masked(at.via.raw) : text
}
