import { describe, expect, it } from 'vitest'
import { readAnswer } from '../../src/engine/transport/raw-answer.ts'

async function* parts(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size), 'latin1')
}

async function read(text: string, size: number): Promise<{ readonly status: number; readonly body: string }> {
  const { status, body } = await readAnswer(parts(text, size))
  let all = ''
  for await (const piece of body) all += Buffer.from(piece).toString('latin1')
  return { status, body: all }
}

const chunked = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n'
const long = 'x'.repeat(300)

describe('an answer that is read off its connection', () => {
  it.each([1, 2, 3, 7, 64, 1000])('has the body of its chunks, in pieces of %i bytes', async (size) => {
    const text = `${chunked}4\r\none\n\r\n12C;note=1\r\n${long}\r\nc\r\n\r\ntwo\r\nlines\r\n0\r\nTrailer: x\r\n\r\n`
    expect(await read(text, size)).toEqual({ status: 200, body: `one\n${long}\r\ntwo\r\nlines` })
  })

  it.each([1, 50, 1000])('has as many bytes as it says, in pieces of %i bytes', async (size) => {
    const text = 'HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nabcdefg'
    expect(await read(text, size)).toEqual({ status: 404, body: 'abcde' })
  })

  it('goes on to the end of the connection where it says neither', async () => {
    expect(await read('HTTP/1.0 200 OK\r\n\r\nall of it', 4)).toEqual({ status: 200, body: 'all of it' })
  })

  it.each([
    { that: 'ends before its head does', text: 'HTTP/1.1 200 OK\r\nContent' },
    { that: 'ends within a chunk', text: `${chunked}10\r\nhalf` },
    { that: 'ends before the last chunk', text: `${chunked}4\r\nhalf\r\n` },
    { that: 'is shorter than it says', text: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf' },
  ])('breaks off when it $that', async ({ text }) => {
    await expect(read(text, 10)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it.each([
    { that: 'is no HTTP', text: 'SSH-2.0-OpenSSH\r\n\r\n', says: /no HTTP answer: SSH-2/ },
    { that: 'has chunks without a length', text: `${chunked}zz\r\n`, says: /chunks of the answer are broken/ },
    {
      that: 'has an empty line for a length',
      text: `${chunked}2\r\nab\r\n\r\n2\r\ncd\r\n0\r\n\r\n`,
      says: /are broken/,
    },
    { that: 'has a length that no number holds', text: `${chunked}${'1'.repeat(20)}\r\nab`, says: /are broken/ },
    { that: 'has more after a chunk than it says', text: `${chunked}2\r\nabxx0\r\n\r\n`, says: /are broken/ },
    {
      that: 'has a head without an end',
      text: `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(70_000)}`,
      says: /head of the answer does not end/,
    },
  ])('is refused when it $that', async ({ text, says }) => {
    await expect(read(text, 100)).rejects.toThrow(says)
  })
})
