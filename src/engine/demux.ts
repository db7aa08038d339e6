import type { LogChunk } from './port.ts'

const headerLength = 8

/**
 * Takes the engine's multiplexed stream apart: frames of a byte for the stream (1 stdout, 2 stderr), three zero bytes,
 * the length as 32 bits, the payload. Frames may be cut anywhere; what has come of a payload is passed on at once, so
 * that nothing waits for a frame's end and a stream that breaks off loses nothing.
 */
export async function* demux(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogChunk> {
  let header = new Uint8Array(0)
  let left = 0
  for await (const chunk of source) {
    let at = 0
    while (at < chunk.length) {
      if (left === 0) {
        const taken = chunk.subarray(at, at + headerLength - header.length)
        header = joined(header, taken)
        at += taken.length
        if (header.length < headerLength) break
        left = payloadLength(header)
        if (left === 0) header = new Uint8Array(0)
      } else {
        const data = chunk.subarray(at, at + left)
        at += data.length
        left -= data.length
        yield { stream: header[0] === 2 ? 'stderr' : 'stdout', data }
        if (left === 0) header = new Uint8Array(0)
      }
    }
  }
}

/** A terminal has one stream, and nothing is wrapped around it. */
export async function* raw(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogChunk> {
  for await (const data of source) yield { stream: 'stdout', data }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

function payloadLength(header: Uint8Array): number {
  return new DataView(header.buffer, header.byteOffset).getUint32(4)
}
