import { expect, test, vi } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { countOf, expectGone, notesOf, watchdogsOf } from '../harness/leases.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { type Fault, startProxy } from '../harness/proxy.ts'

const stack = `
services:
  db:
    image: busybox
    command: sleep 3600
    volumes: [data:/data, /scratch]
    networks: [default, back]
    healthcheck: { test: "true", interval: 100ms }
  web:
    image: busybox
    command: sleep 3600
    ports: ["80"]
    depends_on: { db: { condition: service_healthy } }
volumes: { data: {} }
networks: { back: {} }
`

/** Milliseconds from the death of a command to when nothing carries its lease. */
const limit = 15_000

interface Moment {
  readonly n: number
  readonly when: 'before' | 'after'
}

/** How many requests an `up --lease` sends until its last container runs. */
async function requestsOfUp(): Promise<number> {
  await using project = await testProject({ 'compose.yaml': stack })
  await using proxy = await startProxy()
  const running = startMuster(project, ['up', '--lease'], { env: { DOCKER_HOST: proxy.address } })
  await running.seen(/web-1 {2}Started/)
  const { length } = proxy.requests
  running.signal('SIGKILL')
  await expectGone(project.name, limit)
  return length
}

/** Resolves when nothing of the project is left. Its watchdog is still at work then: what it needs is left to `over`. */
async function killedAt({ n, when }: Moment, over: AsyncDisposableStack): Promise<string> {
  const project = over.use(await testProject({ 'compose.yaml': stack }))
  let kill = (): void => undefined
  const strike: Fault = { do: 'lose', when, onLost: () => kill() }
  const proxy = over.use(await startProxy((request) => (request.n === n ? strike : { do: 'pass' })))
  const running = startMuster(project, ['up', '--lease'], { env: { DOCKER_HOST: proxy.address } })
  // The whole process group, as a runner does that cancels a job.
  kill = () => running.signal('SIGKILL')
  // Probes make the number of requests vary: the last moments may not come before everything runs.
  void running.seen(/web-1 {2}Started/).then(kill, () => undefined)
  expect((await running.done).signal).toBe('SIGKILL')
  await vi.waitFor(async () => expect(await countOf(project.name)).toBe(0), { timeout: limit, interval: 200 })
  return project.name
}

test.concurrent('after a kill -9 at any of 30 requests nothing carries the lease within 15 s, nor later', async () => {
  const requests = await requestsOfUp()
  const all = Array.from({ length: requests }, (_, i) => i + 1).flatMap((n): readonly Moment[] => [
    { n, when: 'before' },
    { n, when: 'after' },
  ])
  const moments = Array.from({ length: 30 }, (_, i) => all[Math.floor((i * all.length) / 30)])
  const queue = moments.filter((moment) => moment !== undefined)
  await using over = new AsyncDisposableStack()
  const names: string[] = []
  const work = async (): Promise<void> => {
    for (let moment = queue.shift(); moment !== undefined; moment = queue.shift())
      names.push(await killedAt(moment, over))
  }
  await Promise.all(Array.from({ length: 5 }, work))
  await Promise.all(names.map(async (name) => await expectGone(name, limit)))
  expect(names).toHaveLength(30)
})

test.concurrent('a kill -9 while the engine is away is made up for when it is back', async () => {
  await using project = await testProject({ 'compose.yaml': stack })
  await using proxy = await startProxy()
  const running = startMuster(project, ['up', '--lease'], { env: { DOCKER_HOST: proxy.address } })
  await running.seen(/web-1 {2}Started/)
  const back = proxy.outage(3000)
  running.signal('SIGKILL')
  await back
  await expectGone(project.name, limit)
})

/** An `up --lease` that was killed together with its watchdog. */
async function bothKilled(project: TestProject): Promise<void> {
  const running = startMuster(project, ['up', '--lease'])
  await running.seen(/web-1 {2}Started/)
  const watchdogs = watchdogsOf(project.name)
  expect(watchdogs).toHaveLength(1)
  for (const pid of watchdogs) process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(watchdogsOf(project.name)).toEqual([]), { timeout: 60_000 })
  running.signal('SIGKILL')
  await running.done
  expect(await countOf(project.name)).toBeGreaterThan(0)
}

test.concurrent('where the watchdog was killed too, the next command that changes something collects the lease', async () => {
  await using project = await testProject({ 'compose.yaml': stack })
  await bothKilled(project)
  expectSuccess(await muster(project, ['ps']))
  expectSuccess(await muster(project, ['up', '-d', '--dry-run']))
  expect(await countOf(project.name)).toBeGreaterThan(0)
  const next = await muster(project, ['down'])
  expectSuccess(next)
  expect(next.stderr).toContain('removed what the lease of `up`')
  expect(next.stderr).toContain('2 containers, 2 networks, 1 volume')
  expect(await countOf(project.name)).toBe(0)
  expect(notesOf(project.name).names).toHaveLength(1)
})
