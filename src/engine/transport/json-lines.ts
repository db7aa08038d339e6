import { EngineError } from '../port.ts'
import { fitting, type Form } from './form.ts'

/** What is streamed, and what for. */
interface Lines<T> {
  readonly operation: string
  readonly form: Form<T>
  /** What is done with it, in the past tense: `the image was pulled`. */
  readonly meanwhile: string
  /** Ends the stream: its error is the caller's own doing. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Decodes a stream of JSON values, one a line, whatever pieces it comes in. Throws EngineError on a line that is none, or of
 * another form, and where the connection breaks off; what the signal has broken off throws as it does.
 */
export async function* jsonLines<T>(source: AsyncIterable<Uint8Array>, lines: Lines<T>): AsyncGenerator<T> {
  const { operation, form } = lines
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of unbroken(source, lines)) {
    const whole = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = whole.pop() ?? ''
    for (const line of whole) if (line.trim() !== '') yield fitting(parsed(line, operation), form, operation)
  }
  if (rest.trim() !== '') yield fitting(parsed(rest, operation), form, operation)
}

async function* unbroken(
  source: AsyncIterable<Uint8Array>,
  { operation, meanwhile, signal }: Pick<Lines<unknown>, 'operation' | 'meanwhile' | 'signal'>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source
  } catch (error) {
    if (signal?.aborted === true || error instanceof EngineError) throw error
    throw brokenOff(meanwhile, { operation, cause: error })
  }
}

/** A stream has ended too early, which only the engine or the connection can do. `meanwhile`: what was done with it, in the past tense. */
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
