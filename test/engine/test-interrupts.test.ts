import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { muster, musterPath, type Outcome, startMuster } from '../harness/command.ts'
import { copiesOf, removeCopies } from '../harness/copies.ts'
import { type TestProject, testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'
import { quickly } from '../harness/quickly.ts'

const file = `
services:
  db:
    image: busybox
    init: true
    command: sleep 3600
    healthcheck: { test: "true" }
    volumes: [data:/data]
  e2e:
    image: busybox
    init: true
    profiles: [test]
    depends_on: { db: { condition: service_healthy } }
    command: sh -c 'echo running; exec sleep 3600'
  quick:
    image: busybox
    profiles: [test]
    depends_on: { db: { condition: service_healthy } }
volumes: { data: {} }
`

interface Interrupted extends Outcome {
  readonly sent: boolean
}

/** Sends SIGINT with the nth request to the engine, or while the test runs where there are not so many before. */
async function interruptedAt(n: number, project: TestProject, command: readonly string[]): Promise<Interrupted> {
  let sent = false
  let interrupt = (): void => undefined
  await using proxy = await startProxy((request) => {
    if (request.n === n) interrupt()
    return { do: 'pass' }
  })
  const running = startMuster(project, ['test', ...command], { env: { DOCKER_HOST: proxy.address } })
  interrupt = () => {
    if (!sent) running.signal('SIGINT')
    sent = true
  }
  running.seen(/running/).then(interrupt, () => undefined)
  return { ...(await running.done), sent }
}

/** A test that never ends, in a container and on the host, and one that ends at once: the last moments are those of the teardown. */
const subjects = [['e2e'], ['--', 'sh', '-c', 'echo running; exec sleep 3600'], ['quick']] as const

// A run sends some forty requests; the seed spreads the moments over them.
const seed = Number(process.env['MUSTER_TEST_SEED'] ?? 1)
const moments = Array.from({ length: 24 }, (_, index) => ({
  n: 1 + ((index * 7 + seed) % 44),
  command: subjects[index % subjects.length] ?? [],
}))

test('SIGINT at any moment leaves nothing and exits 130', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  try {
    const wrong: unknown[] = []
    let interrupted = 0
    const rest = [...moments]
    const work = async (): Promise<void> => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        const { code, stderr, sent } = await interruptedAt(next.n, project, next.command)
        if (sent) interrupted++
        if (code !== (sent ? 130 : 0)) wrong.push({ ...next, code, stderr })
      }
    }
    await Promise.all([work(), work(), work(), work()])
    expect(wrong).toEqual([])
    expect(interrupted).toBeGreaterThanOrEqual(20)
    expect(await copiesOf(project)).toEqual([])
  } finally {
    await removeCopies(project)
  }
})

test('a second Ctrl-C ends a test that ignores the first, and leaves nothing', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const deaf = ['--', 'sh', '-c', `trap 'echo heard' INT; echo running; while true; do sleep 0.1; done`]
  const running = startMuster(project, ['test', ...deaf])
  await running.seen(/running/)
  running.signal('SIGINT')
  await running.seen(/heard/)
  // One that comes at once is the echo of the first.
  await setTimeout(300)
  running.signal('SIGINT')
  const second = performance.now()
  await running.seen(/Removing/)
  expect(performance.now() - second, 'before the grace time of the first is over').toBeLessThan(9000)
  expect((await running.done).code).toBe(130)
  expect(await copiesOf(project)).toEqual([])
})

test('a test that is killed leaves nothing behind for long', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const running = startMuster(project, ['test', 'e2e'])
  await running.seen(/running/)
  running.child.kill('SIGKILL')
  await running.done
  await expect.poll(async () => await copiesOf(project), { timeout: 60_000 }).toEqual([])
})

test.each([
  ['a muster', `'${musterPath}' up -d db`],
  ['a docker compose', 'docker compose --profile test up -d e2e quick'],
])('what %s of the test has made goes with a test that is killed', async (_, command) => {
  // docker compose waits for the engine's own probes, which come every 30 s by themselves.
  const probed = file.replace('test: "true"', `test: "true", ${quickly}`)
  await using project = await testProject({ 'compose.yaml': probed })
  const inner = `${command} && echo nested is up; exec sleep 120`
  const running = startMuster(project, ['test', '--', 'sh', '-c', inner])
  await running.seen(/nested is up/)
  expect(await copiesOf(project)).not.toEqual([])
  running.child.kill('SIGKILL')
  await expect.poll(async () => await copiesOf(project), { timeout: 60_000 }).toEqual([])
  // The program of the test holds on to the output.
  running.signal('SIGKILL')
})

test('--timeout ends a test that takes too long with 5', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const { code, stderr } = await muster(project, ['test', '--timeout', '300ms', '--up', 'db', '--', 'sleep', '3600'])
  expect({ code, left: await copiesOf(project) }).toEqual({ code: 5, left: [] })
  expect(stderr).toContain('took longer than 0.3 s')
})
