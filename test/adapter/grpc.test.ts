import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { framed, messagesOf } from '../../src/engine/buildkit/grpc.ts'

test.each([1, 2, 3, 7, 1000])('messages are whole, in pieces of %d bytes', async (size) => {
  const texts = ['', 'one', 'another one', 'x'.repeat(300)]
  const bytes = Buffer.concat(texts.map((text) => framed(Buffer.from(text))))
  const stream = new PassThrough()
  for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size))
  stream.end()
  const read: string[] = []
  for await (const message of messagesOf(stream)) read.push(message.toString())
  expect(read).toEqual(texts)
})
