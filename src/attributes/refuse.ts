import { ComposeError } from '../source/diagnostic.ts'

/** Ends a translation that cannot mean what the file says, for instance because the engine is too old. Throws a ComposeError. */
export function refuse(message: string, fix?: string): never {
  throw new ComposeError([
    { severity: 'error', kind: 'unsupported', message, notes: [], ...(fix === undefined ? {} : { fix }) },
  ])
}
