import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { httpAnswer } from '../../src/engine/reach/http-answer.ts'

const server = createServer((_, response) => response.writeHead(204).end())
beforeEach(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => server.close())

const ask = async (tls: boolean): ReturnType<typeof httpAnswer> => {
  const { port } = server.address() as AddressInfo
  const question = { address: '127.0.0.1', port, path: '/', method: 'GET', headers: new Map(), tls }
  return await httpAnswer(question, new AbortController().signal)
}

test('an HTTP server answers with its status', async () => {
  expect(await ask(false)).toEqual({ status: 204 })
})

test('a server that does not speak TLS has no answer for who does', async () => {
  expect(await ask(true)).toEqual({ none: expect.any(String) })
})
