import type { Duplex } from 'node:stream'

/** Codes of gRPC that are of interest here. */
export const code = { cancelled: 1, unknown: 2, notFound: 5, unimplemented: 12 } as const

/** A call that ended with another code than 0. */
export class GrpcError extends Error {
  readonly code: number
  constructor(message: string, status: number) {
    super(message)
    this.name = 'GrpcError'
    this.code = status
  }
}

/** Bytes before each message: whether it is compressed, and its length. */
const prefix = 5

/** A message as gRPC puts it on a stream: never compressed. */
export function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(prefix)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

/** The messages of a stream, until its other side has said the last. */
export async function* messagesOf(stream: Duplex): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  // A reader that has enough must not close the stream: its own answer goes over it.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    held.push(chunk as Buffer)
    size += (chunk as Buffer).length
    while (size >= prefix) {
      const all = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)
      held = [all]
      const end = prefix + all.readUInt32BE(1)
      if (size < end) break
      yield all.subarray(prefix, end)
      held = [all.subarray(end)]
      size -= end
    }
  }
}

/** Writes, and waits where the other side is slower. Rejects once the stream is closed. */
export async function written(stream: Duplex, bytes: Uint8Array): Promise<void> {
  if (stream.destroyed) throw new GrpcError('the stream is closed', code.cancelled)
  if (stream.write(bytes)) return
  await new Promise<void>((resolve, reject) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done)
      if (stream.destroyed) reject(new GrpcError('the stream is closed', code.cancelled))
      else resolve()
    }
    stream.once('drain', done).once('close', done)
  })
}
