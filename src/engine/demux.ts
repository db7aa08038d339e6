import type { LogChunk } from './port.ts'

const headerLength = 8

/**
 * Takes the engine's multiplexed stream apart: frames of a byte for the stream (1 stdout, 2 stderr), three zero bytes,
 * the length as 32 bits, the payload. Frames may be cut anywhere; what has come of a payload is passed on at once, so
 * that nothing waits for a frame's end and a stream that breaks off loses nothing.
 */
export async function* demux(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogChunk> {
  let frame: Frame = start
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      if (frame.left === 0) {
        const taken = chunk.subarray(at, at + headerLength - frame.header.length)
        frame = begun(joined(frame.header, taken))
        at += taken.length
        continue
      }
      const data = chunk.subarray(at, at + frame.left)
      at += data.length
      yield { stream: frame.header[0] === 2 ? 'stderr' : 'stdout', data }
      frame = frame.left > data.length ? { ...frame, left: frame.left - data.length } : start
    }
  }
}

interface Frame {
  readonly header: Uint8Array
  /** Bytes of the payload that are still to come; 0 while the header is not complete. */
  readonly left: number
}

const start: Frame = { header: new Uint8Array(0), left: 0 }

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
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
