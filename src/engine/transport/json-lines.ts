import { EngineError } from '../port.ts'

/** Decodes a stream of JSON values, one a line, however it is cut. Throws EngineError on a line that is none. */
export async function* jsonLines<T>(source: AsyncIterable<Uint8Array>, operation: string): AsyncGenerator<T> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of source) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield decode(line, operation) as T
  }
  if (rest.trim() !== '') yield decode(rest, operation) as T
}

function decode(line: string, operation: string): unknown {
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
