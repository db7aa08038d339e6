import { expect, test, vi } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { copiesOf, removeCopies } from '../harness/copies.ts'
import { countOf, expectGone, notesOf, watchdogsOf } from '../harness/leases.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { type Fault, startProxy } from '../harness/proxy.ts'
import { quickly } from '../harness/quickly.ts'

const stack = `
services:
  db:
    image: busybox
    command: sleep 3600
    volumes: [data:/data, /scratch]
    networks: [default, back]
    healthcheck: { test: "true", ${quickly} }
  web:
    image: busybox
    command: sleep 3600
    ports: ["80"]
    depends_on: { db: { condition: service_healthy } }
  e2e:
    image: busybox
    profiles: [test]
    depends_on: { db: { condition: service_healthy } }
    command: sh -c 'echo running; exec sleep 3600'
volumes: { data: {} }
networks: { back: {} }
`

/** Milliseconds from the death of a command to when nothing carries its lease, where many die at once on a small machine. */
const limit = 60_000

/** A command under a lease. */
interface Command {
  readonly args: readonly string[]
  /** What it prints when it has sent nearly all of its requests. */
  readonly begun: RegExp
  /** What is there of a project. */
  readonly left: (project: TestProject) => Promise<unknown>
  readonly nothing: unknown
}

const up: Command = {
  args: ['up', '--lease'],
  begun: /web-1 {2}Started/,
  left: async ({ name }) => await countOf(name),
  nothing: 0,
}

/** Tests in a container and on this machine: each on a copy of its own, which the lease of the test holds. */
const tests = [['e2e'], ['--up', 'web', '--', 'sh', '-c', 'echo running; exec sleep 3600']].map((subject): Command => ({
  args: ['test', ...subject],
  begun: /^running/m,
  left: copiesOf,
  nothing: [],
}))

interface Moment {
  readonly n: number
  readonly when: 'before' | 'after'
  readonly command: Command
}

/** How many requests a command sends until it has begun. */
async function requestsOf({ args, begun }: Command): Promise<number> {
  await using project = await testProject({ 'compose.yaml': stack })
  await using proxy = await startProxy()
  const running = startMuster(project, args, { env: { DOCKER_HOST: proxy.address } })
  await running.seen(begun)
  const { length } = proxy.requests
  running.signal('SIGKILL')
  await expectGone(project.name, limit)
  return length
}

/** Some of all moments of a command, spread evenly. */
async function momentsOf(command: Command, count: number): Promise<readonly Moment[]> {
  const requests = await requestsOf(command)
  const all = Array.from({ length: requests }, (_, i) => i + 1).flatMap((n): readonly Moment[] => [
    { n, when: 'before', command },
    { n, when: 'after', command },
  ])
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]).filter(
    (moment) => moment !== undefined,
  )
}

/** Resolves when nothing of the project is left. Its watchdog is still at work then: what it needs is left to `over`. */
async function killedAt({ n, when, command }: Moment, over: AsyncDisposableStack): Promise<TestProject> {
  const project = over.use(await testProject({ 'compose.yaml': stack }))
  over.defer(async () => await removeCopies(project))
  let kill = (): void => undefined
  const strike: Fault = { do: 'lose', when, onLost: () => kill() }
  const proxy = over.use(await startProxy((request) => (request.n === n ? strike : { do: 'pass' })))
  const running = startMuster(project, command.args, { env: { DOCKER_HOST: proxy.address } })
  // The whole process group, as a runner does that cancels a job.
  kill = () => running.signal('SIGKILL')
  // Probes make the number of requests vary: the last moments may not come before everything runs.
  void running.seen(command.begun).then(kill, () => undefined)
  expect((await running.done).signal).toBe('SIGKILL')
  await vi.waitFor(async () => expect(await command.left(project)).toEqual(command.nothing), {
    timeout: limit,
    interval: 200,
  })
  return project
}

test.concurrent.for([
  { what: 'an up', commands: [up] },
  { what: 'a test', commands: tests },
])(
  'after a kill -9 of $what at any of 30 requests nothing carries the lease in the end, nor later',
  async ({ commands }) => {
    const moments = await Promise.all(commands.map(async (one) => await momentsOf(one, 30 / commands.length)))
    const queue = moments.flat()
    await using over = new AsyncDisposableStack()
    const done: { readonly project: TestProject; readonly command: Command }[] = []
    const work = async (): Promise<void> => {
      for (let moment = queue.shift(); moment !== undefined; moment = queue.shift())
        done.push({ project: await killedAt(moment, over), command: moment.command })
    }
    await Promise.all(Array.from({ length: 5 }, work))
    await Promise.all(done.map(async ({ project }) => await expectGone(project.name, limit)))
    for (const { project, command } of done) expect(await command.left(project)).toEqual(command.nothing)
    expect(done).toHaveLength(30)
  },
)

test('after a kill -9 of an up nothing carries the lease within 15 s', async () => {
  await using project = await testProject({ 'compose.yaml': stack })
  const running = startMuster(project, up.args)
  await running.seen(up.begun)
  running.signal('SIGKILL')
  await expectGone(project.name, 15_000)
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
