import { describe, expect, test } from 'vitest'
import { muster, startMuster } from '../../harness/command.ts'
import { expectNothingLeft, expectSettled, expectSuccess } from '../../harness/oracles.ts'
import { removeProject, testProject, type TestProject } from '../../harness/project.ts'
import { type Fault, startProxy } from '../../harness/proxy.ts'
import { snapshot } from '../../harness/snapshot.ts'

/** Three services with everything that a crash could tear apart: conditions, a named and an anonymous volume, two networks. */
function composeFile(version: number): string {
  return `
services:
  db:
    image: busybox
    command: sleep 3600
    init: true
    environment: { VERSION: "${version}" }
    volumes: [data:/data, /scratch]
    networks: [default, back]
    healthcheck: { test: ["CMD", "true"], interval: 100ms }
  api:
    image: busybox
    command: sleep 3600
    init: true
    environment: { VERSION: "${version}" }
    networks: [default, back]
    depends_on: { db: { condition: service_healthy } }
  web:
    image: busybox
    command: sleep 3600
    init: true
    depends_on: [api]
volumes: { data: {} }
networks: { back: {} }
`
}

interface Crash {
  readonly n: number
  readonly when: 'before' | 'after'
}

interface Victim {
  readonly project: TestProject
  readonly args: readonly string[]
}

/** Runs the command and kills it with SIGKILL at request n. False when it ended before it came to that request. */
async function killedAt(victim: Victim, crash: Crash): Promise<boolean> {
  let reached = false
  let kill = (): void => undefined
  const strike: Fault = { do: 'lose', when: crash.when, onLost: () => kill() }
  const decide = (n: number): Fault => {
    if (n !== crash.n) return { do: 'pass' }
    reached = true
    return strike
  }
  await using proxy = await startProxy((request) => decide(request.n))
  const running = startMuster(victim.project, victim.args, { env: { DOCKER_HOST: proxy.address } })
  kill = () => running.signal('SIGKILL')
  await running.done
  return reached
}

interface Case {
  readonly title: string
  /** From the state of a finished up, the one in which the command runs. */
  readonly prepare: (project: TestProject) => Promise<void>
  readonly args: readonly string[]
  /** Whether the command meets a file that the containers were not made from. */
  readonly changes: boolean
}

const cases: readonly Case[] = [
  {
    title: 'the first up',
    prepare: async (project) => await removeProject(project.name),
    args: ['up', '-d'],
    changes: false,
  },
  // Each crash is repaired by an up, and what that leaves is where the next crash begins.
  { title: 'an up that recreates', prepare: async () => {}, args: ['up', '-d'], changes: true },
  { title: 'down', prepare: async () => {}, args: ['down', '-t', '0'], changes: false },
]

/** What a project looks like after an undisturbed up from nothing, for both versions of the file. */
async function cleanRuns(project: TestProject): Promise<readonly string[]> {
  const seen: string[] = []
  for (const version of [0, 1]) {
    await removeProject(project.name)
    await project.write('compose.yaml', composeFile(version))
    expectSuccess(await muster(project, ['up', '-d']))
    seen.push(await snapshot(project.name))
  }
  return seen
}

describe.concurrent.each(cases)('kill -9 at every request of $title', ({ prepare, args, changes }) => {
  test.each(['before', 'after'] as const)(
    '%s the engine acted: the next up equals a clean run, and down leaves nothing',
    { timeout: 600_000 },
    async (when) => {
      await using project = await testProject({})
      const expected = await cleanRuns(project)
      let n = 0
      for (let reached = true; reached;) {
        n += 1
        await prepare(project)
        const version = changes ? (n - 1) % 2 : 1
        await project.write('compose.yaml', composeFile(version))
        reached = await killedAt({ project, args }, { n, when })
        expectSuccess(await muster(project, ['up', '-d']))
        expect(await snapshot(project.name), `state after the kill at request ${n}`).toBe(expected[version])
      }
      expect(n, 'the command sent fewer requests than it must').toBeGreaterThan(8)
      await expectSettled(project)
      expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
      await expectNothingLeft(project)
    },
  )
})
