import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { framed, messagesOf } from '../../src/engine/buildkit/grpc.ts'

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

test.each([1, 2, 3, 7, 1000])('messages are whole, in pieces of %d bytes', async (size) => {
  const texts = ['', 'one', 'another one', 'x'.repeat(300)]
  const bytes = Buffer.concat(texts.map((text) => framed(Buffer.from(text))))
  const read: string[] = []
  for await (const message of messagesOf(Duplex.from(pieces(bytes, size)))) read.push(message.toString())
  expect(read).toEqual(texts)
})
