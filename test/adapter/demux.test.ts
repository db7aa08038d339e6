import { describe, expect, it } from 'vitest'
import type { LogChunk } from '../../src/engine/exec-options.ts'
import { demux, raw } from '../../src/engine/transport/demux.ts'

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(chunks: AsyncIterable<LogChunk>): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const seen = { stdout: '', stderr: '' }
  for await (const { stream, data } of chunks) seen[stream] += Buffer.from(data).toString('latin1')
  return seen
}

const bytes = Buffer.concat([
  frame(1, 'one\n'),
  frame(2, 'two\n'),
  frame(1, ''),
  frame(1, 'x'.repeat(300)),
  frame(2, 'no end'),
])
const whole = { stdout: `one\n${'x'.repeat(300)}`, stderr: 'two\nno end' }

describe('a multiplexed stream', () => {
  it('is the same wherever it is cut in two', async () => {
    for (let at = 1; at < bytes.length; at++) {
      const cut = (async function* () {
        yield bytes.subarray(0, at)
        yield bytes.subarray(at)
      })()
      expect(await read(demux(cut))).toEqual(whole)
    }
  })

  it.each([1, 2, 3, 7, 8, 9, 11])('is the same in chunks of %i bytes', async (size) => {
    expect(await read(demux(parts(bytes, size)))).toEqual(whole)
  })

  it('gives what it has of a frame that never ends', async () => {
    const { stdout } = await read(demux(parts(frame(1, 'half').subarray(0, 10), 4)))
    expect(stdout).toBe('ha')
  })

  it('of a terminal is passed on as it is', async () => {
    expect((await read(raw(parts(Buffer.from('a\r\nb'), 2)))).stdout).toBe('a\r\nb')
  })
})
