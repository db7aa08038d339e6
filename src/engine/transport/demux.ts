import type { LogChunk } from '../exec-options.ts'

/**
 * Takes the engine's multiplexed stream apart: frames of a byte for the stream (1 stdout, 2 stderr), three zero bytes,
 * the length as 32 bits, the payload. Frames may be cut anywhere; what has come of a payload is passed on at once, so
 * that nothing waits for a frame's end and a stream that breaks off loses nothing. Frames of one stream that came
 * together are passed on together: the engine makes one of each line.
 */
export async function* demux(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogChunk> {
  const frames = createFrames()
  for await (const piece of source) yield* frames.take(piece)
}

interface Frames {
  /** What a piece of the stream holds. */
  readonly take: (piece: Uint8Array) => readonly LogChunk[]
}

const headerLength = 8
const stderr = 2

function createFrames(): Frames {
  const header = new Uint8Array(headerLength)
  const length = new DataView(header.buffer)
  let known = 0
  let left = 0
  let stream: LogChunk['stream'] = 'stdout'
  return {
    take: (piece) => {
      const chunks: LogChunk[] = []
      // Payloads are moved together in a copy: who sends the piece may still need it.
      const bytes = new Uint8Array(piece)
      let [from, to] = [0, 0]
      const cut = (): void => {
        if (to > from) chunks.push({ stream, data: bytes.subarray(from, to) })
        from = to
      }
      const begin = (): void => {
        const next = header[0] === stderr ? 'stderr' : 'stdout'
        if (next !== stream) cut()
        stream = next
        left = length.getUint32(4)
        known = 0
      }
      for (let at = 0; at < bytes.length;) {
        if (left > 0) {
          const end = Math.min(bytes.length, at + left)
          bytes.copyWithin(to, at, end)
          to += end - at
          left -= end - at
          at = end
        } else {
          header[known++] = bytes[at++] ?? 0
          if (known === headerLength) begin()
        }
      }
      cut()
      return chunks
    },
  }
}

/** A terminal has one stream, and nothing is wrapped around it. */
export async function* raw(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogChunk> {
  for await (const data of source) yield { stream: 'stdout', data }
}
