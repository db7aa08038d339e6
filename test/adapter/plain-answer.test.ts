import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Unusual } from '../../src/engine/transport/answer-parser.ts'
import { askDirectly } from '../../src/engine/transport/direct.ts'
import { fromAddress } from '../../src/engine/transport/endpoint.ts'
import type { PlainAnswer } from '../../src/engine/transport/plain-answer.ts'

interface Server extends AsyncDisposable {
  readonly path: string
}

/** Answers each connection with the parts, one after the other, and closes it unless told to wait. */
async function answering(
  parts: readonly (string | Buffer)[],
  end: 'close' | 'wait' | 'reset' = 'close',
): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'plain-'))
  const path = join(folder, 'socket')
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => void send(socket))
  }).listen(path)
  const send = async (socket: Socket): Promise<void> => {
    for (const part of parts) {
      socket.write(part)
      await setImmediate()
    }
    if (end === 'close') socket.end()
  }
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    server.close()
    await rm(folder, { recursive: true })
  }
  return { path, [Symbol.asyncDispose]: close }
}

const get = async ({ path }: { readonly path: string }, signal?: AbortSignal): Promise<PlainAnswer> =>
  await askDirectly(
    { method: 'GET', path: '/x', ...(signal && { signal }) },
    fromAddress(`unix://${path}`, 'the test', undefined),
  )

/** What Node's own client makes of the same answer. */
async function asNode({ path }: Server): Promise<PlainAnswer> {
  return await new Promise((resolve, reject) => {
    const collect = async (response: IncomingMessage): Promise<PlainAnswer> => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const headers = response.headers as Record<string, string>
      return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8') }
    }
    const asked = request({ socketPath: path, path: '/x', agent: false }, (response) => {
      collect(response).then(resolve, reject)
    })
    asked.on('error', reject).end()
  })
}

const json = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
const chunked = `${json}Transfer-Encoding: chunked\r\n\r\n`
const umlaut = Buffer.from('{"a":"ü"}')

describe('reads what Node reads', () => {
  test.each<[title: string, parts: readonly (string | Buffer)[], end?: 'close' | 'wait']>([
    ['a length', [`${json}Content-Length: 2\r\n\r\n[]`], 'wait'],
    ['a length in parts', ['HTTP/1', '.1 200 OK\r\nContent-Le', 'ngth: 4\r\n\r', '\n[', '1]', ' '], 'wait'],
    ['chunks', [chunked, '2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n'], 'wait'],
    ['chunks cut anywhere', `${chunked}a\r\n["0\\r\\n"]\n\r\n0\r\n\r\n`.split(''), 'wait'],
    ['a body that ends as chunks do', [chunked, '5\r\n0\r\n\r\n\r\n', '0\r\n\r\n'], 'wait'],
    [
      'a character cut by a chunk',
      [chunked, '7\r\n', umlaut.subarray(0, 7), '\r\n3\r\n', umlaut.subarray(7), '\r\n0\r\n\r\n'],
      'wait',
    ],
    ['neither length nor chunks', [`${json}\r\n`, '[1,', '2]']],
    ['no body', ['HTTP/1.1 204 No Content\r\n\r\n'], 'wait'],
    ['an error', ['HTTP/1.1 500 Oh\r\nContent-Length: 15\r\n\r\n{"message":"x"}'], 'wait'],
    [
      'names of headers in any case',
      ['HTTP/1.1 200 OK\r\nAPI-Version:1.41\r\nOstype:  linux \r\ncontent-length: 0\r\n\r\n'],
      'wait',
    ],
  ])('%s', async (_, parts, end = 'close') => {
    await using server = await answering(parts, end)
    const { status, headers, body } = await get(server)
    expect({ status, headers: { ...headers }, body }).toEqual(await asNode(server))
  })
})

describe('fails as Node does', () => {
  test.each<[title: string, parts: readonly string[]]>([
    ['nothing', []],
    ['half a head', ['HTTP/1.1 200 OK\r\nContent-']],
    ['less than the length', [`${json}Content-Length: 5\r\n\r\n[1`]],
    ['half a chunk', [chunked, '5\r\n[1']],
    ['no last chunk', [chunked, '2\r\n[]\r\n']],
  ])('%s', async (_, parts) => {
    await using server = await answering(parts)
    const [ours, nodes] = await Promise.allSettled([get(server), asNode(server)])
    expect(ours).toMatchObject({ status: 'rejected', reason: { code: 'ECONNRESET' } })
    expect(nodes).toMatchObject({ status: 'rejected', reason: { code: 'ECONNRESET' } })
  })

  test('a socket that is not there', async () => {
    await expect(get({ path: '/nowhere/socket' })).rejects.toMatchObject({
      code: 'ENOENT',
    })
  })
})

test.each([
  ['another protocol', ['SSH-2.0-OpenSSH\r\n']],
  ['a compressed body', [`${json}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx`]],
  ['a length and chunks', [`${json}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n`]],
  ['a length that is no number', [`${json}Content-Length: two\r\n\r\n[]`]],
  ['a chunk without a size', [chunked, 'zz\r\n[]\r\n0\r\n\r\n']],
  ['a switch of protocols', ['HTTP/1.1 101 Switching\r\n\r\n']],
  ['a head without end', ['HTTP/1.1 200 OK\r\n', `A: ${'x'.repeat(70_000)}`]],
])('%s is left to a library', async (_, parts) => {
  await using server = await answering(parts, 'wait')
  await expect(get(server)).rejects.toThrow(Unusual)
})

test('a signal ends the wait for an answer', async () => {
  await using server = await answering([], 'wait')
  await expect(get(server, AbortSignal.timeout(50))).rejects.toThrow(/timeout/)
})
