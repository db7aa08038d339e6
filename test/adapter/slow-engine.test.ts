import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../src/engine/connect.ts'

test('whoever waits for an engine that is slow to answer is told so, and gets the answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-slow-'))
  const host = `unix://${join(folder, 'engine.sock')}`
  let held: ServerResponse | undefined
  const server = createServer((_, response) => (held = response)).listen(join(folder, 'engine.sock'))
  await once(server, 'listening')
  const said: string[] = []
  const onWait = (message: string): void => {
    said.push(message)
    held?.setHeader('Api-Version', '1.47').end('OK')
  }
  const engine = await connect({ env: new Map(), home: folder, host, onWait })
  expect(await engine.version()).toMatchObject({ api: '1.47' })
  expect(said).toEqual([`waiting for the engine at ${host}`])
  engine.close()
  server.close()
  await rm(folder, { recursive: true })
}, 60_000)
