import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Connections, keptConnections } from '../../src/engine/transport/connections.ts'
import { askDirectly } from '../../src/engine/transport/direct.ts'
import { fromAddress } from '../../src/engine/transport/endpoint.ts'

interface Server extends AsyncDisposable {
  /** Its connections so far. */
  readonly connections: readonly Socket[]
  ask(kept: Connections, signal?: AbortSignal): Promise<string>
}

/** Gives each request the same answer and closes nothing. */
async function answering(answer: string): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'kept-'))
  const path = join(folder, 'socket')
  const connections: Socket[] = []
  const server = createServer((socket) => {
    connections.push(socket)
    socket.on('error', () => undefined).on('data', () => socket.write(answer))
  }).listen(path)
  await once(server, 'listening')
  return {
    connections,
    async ask(kept, signal) {
      const request = { method: 'POST', path: '/x', ...(signal && { signal }) }
      return (await askDirectly(request, fromAddress(`unix://${path}`, 'the test', undefined), kept)).body
    },
    async [Symbol.asyncDispose]() {
      for (const socket of connections) socket.destroy()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

const whole = 'HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}'

test('requests one after the other share a connection, and those side by side have one each', async () => {
  await using server = await answering(whole)
  const kept = keptConnections(() => 0)
  expect(await server.ask(kept)).toBe('{}')
  expect(await server.ask(kept)).toBe('{}')
  expect(server.connections).toHaveLength(1)
  await Promise.all([server.ask(kept), server.ask(kept), server.ask(kept)])
  expect(server.connections).toHaveLength(3)
})

test.each([
  ['announces its end', 'HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\n{}'],
  ['holds more than the answer', `${whole}HTTP/1.1 200 OK`],
  ['has an answer in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
])('a connection that %s serves no other request', async (_, answer) => {
  await using server = await answering(answer)
  const kept = keptConnections(() => 0)
  expect(await server.ask(kept)).toBe('{}')
  expect(await server.ask(kept)).toBe('{}')
  expect(server.connections).toHaveLength(2)
})

test('a connection that has been free for more than a second is not used again', async () => {
  await using server = await answering(whole)
  let now = 0
  const kept = keptConnections(() => now)
  await server.ask(kept)
  now = 1001
  await server.ask(kept)
  expect(server.connections).toHaveLength(2)
})

test('a connection that the engine has closed meanwhile is not used again', async () => {
  await using server = await answering(whole)
  const kept = keptConnections(() => 0)
  await server.ask(kept)
  server.connections[0]?.end()
  await expect.poll(() => server.connections[0]?.destroyed).toBe(true)
  expect(await server.ask(kept)).toBe('{}')
  expect(server.connections).toHaveLength(2)
})

test('a request that is given up takes its connection along', async () => {
  await using server = await answering('')
  const kept = keptConnections(() => 0)
  const controller = new AbortController()
  const asked = server.ask(kept, controller.signal)
  await expect.poll(() => server.connections.length).toBe(1)
  controller.abort(new Error('given up'))
  await expect(asked).rejects.toThrow('given up')
  expect(kept.take()).toBeUndefined()
})
