import { EngineError } from '../port.ts'
import { fitting, type Form } from './form.ts'

/** What is streamed, and what for. */
interface Lines<T> {
  readonly operation: string
  readonly form: Form<T>
}

/** Decodes a stream of JSON values, one a line, however it is cut. Throws EngineError on a line that is none, or of another form. */
export async function* jsonLines<T>(
  source: AsyncIterable<Uint8Array>,
  { operation, form }: Lines<T>,
): AsyncGenerator<T> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of source) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield fitting(parsed(line, operation), form, operation)
  }
  if (rest.trim() !== '') yield fitting(parsed(rest, operation), form, operation)
}

/** An endless stream has ended, which only the engine or the connection can do. `meanwhile`: what was done with it, in the past tense. */
export function brokenOff(
  meanwhile: string,
  { operation, cause }: { readonly operation: string; readonly cause?: unknown },
): EngineError {
  const message = `the engine, or the connection to it, has ended while ${meanwhile}`
  return new EngineError(message, { operation, cause, diagnosticKind: 'no-engine' })
}

/** One JSON value. Throws EngineError where it is none. */
export function parsed(line: string, operation: string): unknown {
  try {
    return JSON.parse(line, exactly as (key: string, value: unknown) => unknown)
  } catch (cause) {
    throw new EngineError(`${operation}: the engine sent broken JSON: ${line.slice(0, 80)}`, { operation, cause })
  }
}

/** Nanoseconds since the epoch have more digits than a double holds: they become a bigint from the text. */
function exactly(key: string, value: unknown, context: { readonly source?: string }): unknown {
  return key === 'timeNano' && typeof value === 'number' ? BigInt(context.source ?? value) : value
}
