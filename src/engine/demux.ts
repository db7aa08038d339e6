import type { LogChunk } from './port.ts'

const headerLength = 8

/**
 * Takes the engine's multiplexed stream apart: frames of a byte for the stream (1 stdout, 2 stderr), three zero bytes,
 * the length as 32 bits, the payload. Frames may be cut anywhere; what has come of a payload is passed on at once, so
 * that nothing waits for a frame's end and a stream that breaks off loses nothing. Frames of one stream that came
 * together are passed on together: the engine makes one of each line.
 */
export async function* demux(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogChunk> {
  let frame: Frame = start
  for await (const chunk of source) {
    const { chunks, next } = taken(chunk, frame)
    frame = next
    yield* chunks
  }
}

interface Frame {
  readonly header: Uint8Array
  /** Bytes of the payload that are still to come; 0 while the header is not complete. */
  readonly left: number
}

const start: Frame = { header: new Uint8Array(0), left: 0 }

/** What a piece of the stream holds, and the frame that it leaves open. */
function taken(chunk: Uint8Array, open: Frame): { readonly chunks: readonly LogChunk[]; readonly next: Frame } {
  const runs = createRuns(chunk.length)
  let frame = open
  for (let at = 0; at < chunk.length;) {
    if (frame.left === 0) {
      const end = Math.min(chunk.length, at + headerLength - frame.header.length)
      frame = begun(joined(frame.header, chunk.subarray(at, end)))
      at = end
      continue
    }
    const end = Math.min(chunk.length, at + frame.left)
    runs.add(frame.header[0] === 2 ? 'stderr' : 'stdout', chunk.subarray(at, end))
    frame = frame.left > end - at ? { ...frame, left: frame.left - (end - at) } : start
    at = end
  }
  return { chunks: runs.end(), next: frame }
}

interface Runs {
  readonly add: (stream: LogChunk['stream'], data: Uint8Array) => void
  readonly end: () => readonly LogChunk[]
}

/** Puts what follows on each other in one stream into one piece; copies, for a payload must not hold the whole chunk. */
function createRuns(size: number): Runs {
  const chunks: LogChunk[] = []
  const bytes = new Uint8Array(size)
  let stream: LogChunk['stream'] = 'stdout'
  let from = 0
  let to = 0
  const cut = (): void => {
    if (to > from) chunks.push({ stream, data: bytes.subarray(from, to) })
    from = to
  }
  return {
    add: (of, data) => {
      if (of !== stream) cut()
      stream = of
      bytes.set(data, to)
      to += data.length
    },
    end: () => {
      cut()
      return chunks
    },
  }
}

function begun(header: Uint8Array): Frame {
  if (header.length < headerLength) return { header, left: 0 }
  const left = new DataView(header.buffer, header.byteOffset).getUint32(4)
  return left === 0 ? start : { header, left }
}

/** A terminal has one stream, and nothing is wrapped around it. */
export async function* raw(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogChunk> {
  for await (const data of source) yield { stream: 'stdout', data }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
