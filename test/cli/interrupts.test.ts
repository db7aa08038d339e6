import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { musterPath, type Running, start } from '../harness/command.ts'

const file = 'services: { app: { image: busybox } }\n'

/** An engine that takes requests and, but for what `answers` matches, never answers them. */
async function silentEngine(
  answers: RegExp,
): Promise<AsyncDisposable & { readonly folder: string; readonly address: string; readonly asked: Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-silent-'))
  const socket = join(folder, 'engine.sock')
  const asked = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    if (!answers.test(request.url ?? '')) return asked.resolve()
    response.setHeader('Api-Version', '1.51')
    response.end('{"Version":"28.5.2","ApiVersion":"1.51","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"}')
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  await writeFile(join(folder, 'compose.yaml'), file)
  return {
    folder,
    address: `unix://${socket}`,
    asked: asked.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Ends what is left of a command that a signal has not ended. */
async function ended(command: Running): Promise<number | null> {
  const timer = setTimeout(() => command.child.kill('SIGKILL'), 20_000)
  const { code } = await command.done
  clearTimeout(timer)
  return code
}

describe.each([
  { engine: 'that says nothing at all', answers: /^$/ },
  { engine: 'that says no more than that it is there', answers: /_ping|\/version|\/info/ },
])('an engine $engine', ({ answers }) => {
  test.each([
    { args: ['up', '-d'], signal: 'SIGINT', code: 130 },
    { args: ['up'], signal: 'SIGHUP', code: 129 },
    { args: ['ps'], signal: 'SIGTERM', code: 130 },
    { args: ['down'], signal: 'SIGINT', code: 130 },
    { args: ['logs', '-f'], signal: 'SIGINT', code: 130 },
    { args: ['exec', '-T', 'app', 'true'], signal: 'SIGINT', code: 130 },
    { args: ['run', '--rm', '-T', 'app'], signal: 'SIGTERM', code: 130 },
  ] as const)('does not keep $args from ending at the first $signal', async ({ args, signal, code }) => {
    await using engine = await silentEngine(answers)
    const command = start([musterPath, ...args], { cwd: engine.folder, env: { DOCKER_HOST: engine.address } })
    await engine.asked
    command.signal(signal)
    expect(await ended(command)).toBe(code)
  })
})

test('a pipe as the config.json of docker does not keep a command waiting', async () => {
  await using engine = await silentEngine(/^$/)
  await start(['mkfifo', join(engine.folder, 'config.json')], {}).done
  const command = start([musterPath, 'ps'], {
    cwd: engine.folder,
    env: { DOCKER_CONFIG: engine.folder, DOCKER_HOST: '' },
  })
  const timer = setTimeout(() => command.child.kill('SIGKILL'), 20_000)
  const { signal } = await command.done
  clearTimeout(timer)
  expect(signal).toBeNull()
})
