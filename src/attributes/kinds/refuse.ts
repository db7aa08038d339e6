import { ComposeError, type DiagnosticKind } from '../../source/diagnostic.ts'
import type { Path } from '../../source/node.ts'

/** What the file says cannot be done. Translations know the path, and who has the positions turns it into a place. */
export class Refusal extends ComposeError {
  readonly path: Path
  constructor(message: string, { at = [], fix, kind = 'unsupported' }: Remedy) {
    super([{ severity: 'error', kind, message, notes: [], ...(fix === undefined ? {} : { fix }) }])
    this.path = at
  }
}

interface Remedy {
  readonly fix?: string
  /** From the top of the model: `['services', 'web', 'healthcheck']`. */
  readonly at?: Path
  readonly kind?: DiagnosticKind
}

/** Ends a translation that cannot mean what the file says, for instance because the engine is too old. Throws a Refusal. */
export function refuse(message: string, remedy: Remedy = {}): never {
  throw new Refusal(message, remedy)
}
