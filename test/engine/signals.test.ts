import { describe, expect, test } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

const file = `
services:
  web:
    image: busybox
    command: ["sh", "-c", "trap 'echo bye; exit 0' TERM; echo hello; while true; do sleep 0.1; done"]
`
const deaf = file.replace("'echo bye; exit 0'", "''")

const running = async (name: string): Promise<number> =>
  (await objectsOf(name)).containers.filter((c) => c.State === 'running').length

describe.each([
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 130 },
  { signal: 'SIGHUP', code: 129 },
] as const)('$signal on an attached up', ({ signal, code }) => {
  test(`stops the containers gracefully and ends with ${code}`, async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const up = startMuster(project, ['up'])
    await up.seen(/hello/)
    up.signal(signal)
    expect((await up.done).code).toBe(code)
    expect(up.output()).toContain('bye')
    expect(await running(project.name)).toBe(0)
  })
})

test('a second Ctrl-C kills what does not stop', async () => {
  await using project = await testProject({
    'compose.yaml': deaf.replace('image:', 'stop_grace_period: 1m\n    image:'),
  })
  const up = startMuster(project, ['up'])
  await up.seen(/hello/)
  up.signal('SIGINT')
  await up.seen(/Gracefully/)
  up.signal('SIGINT')
  expect((await up.done).code).toBe(130)
  expect(await running(project.name)).toBe(0)
})

test('a second Ctrl-C kills what is just being started, too', async () => {
  await using project = await testProject({ 'compose.yaml': deaf })
  let interrupt = (): void => undefined
  await using proxy = await startProxy(({ path }) => {
    if (!path.endsWith('/start')) return { do: 'pass' }
    interrupt()
    return { do: 'delay', ms: 700 }
  })
  const up = startMuster(project, ['up'], { env: { DOCKER_HOST: proxy.address } })
  interrupt = () => {
    up.signal('SIGINT')
    up.signal('SIGTERM')
  }
  expect(await up.done).toMatchObject({ code: 130 })
  const states = async (): Promise<readonly string[]> =>
    (await objectsOf(project.name)).containers.map((it) => it.State)
  await expect.poll(states).not.toEqual(['created'])
  expect(await states()).toEqual(['exited'])
})

test('Ctrl-C while up -d waits ends at once and says what is left', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db: { image: busybox, command: sleep 3600, init: true, healthcheck: { test: ["CMD", "false"], interval: 200ms, retries: 1000 } }
  api: { image: busybox, command: sleep 3600, init: true, depends_on: { db: { condition: service_healthy } } }
`,
  })
  const up = startMuster(project, ['--progress', 'plain', 'up', '-d'])
  await up.seen(/db-1\s+Waiting/)
  up.signal('SIGINT')
  const outcome = await up.done
  expect(outcome.code).toBe(130)
  expect(outcome.stderr).toContain(`${project.name}-db-1`)
  expectSuccess(await muster(project, ['down', '-t', '0']))
})

test('Ctrl-C ends a down that waits for a hook, and says what is left', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  app: { image: busybox, command: sleep 3600, init: true, pre_stop: [{ command: sleep 3600 }] }
`,
  })
  expectSuccess(await muster(project, ['up', '-d']))
  const down = startMuster(project, ['-f', 'compose.yaml', '--progress', 'plain', 'down'])
  await down.seen(/app-1\s+Stopping/)
  down.signal('SIGINT')
  const { code, stderr } = await down.done
  expect(code).toBe(130)
  expect(stderr).toContain(`Interrupted; running: ${project.name}-app-1`)
})

test('the second Ctrl-C ends what waits for a request under way', async () => {
  await using project = await testProject({
    'compose.yaml': deaf.replace('image:', 'stop_grace_period: 1m\n    image:'),
  })
  expectSuccess(await muster(project, ['up', '-d']))
  const down = startMuster(project, ['-f', 'compose.yaml', '--progress', 'plain', 'down'])
  await down.seen(/web-1\s+Stopping/)
  down.signal('SIGINT')
  down.signal('SIGTERM')
  expect((await down.done).code).toBe(130)
  expect(await running(project.name)).toBe(1)
})
