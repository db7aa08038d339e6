import { ComposeError } from '../source/diagnostic.ts'
import { formatDiagnostic } from '../source/frame.ts'
import { plainText } from './visible.ts'

/** Everything that went wrong, for people: diagnostics with their frames, else the message. Never a stack. */
export function describe(error: unknown, _look: { readonly color: boolean }): string {
  if (error instanceof ComposeError) return error.diagnostics.map((d) => formatDiagnostic(d)).join('\n')
  if (!(error instanceof Error)) return String(error)
  const fix = 'fix' in error && typeof error.fix === 'string' ? `\nfix: ${error.fix}` : ''
  return lines(error.message) + fix
}

/** Foreign text inside a message keeps its lines and loses everything that could harm a terminal. */
function lines(message: string): string {
  return message.split('\n').map(plainText).join('\n')
}
