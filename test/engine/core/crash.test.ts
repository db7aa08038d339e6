import { describe, expect, test } from 'vitest'
import { muster, startMuster } from '../../harness/command.ts'
import { expectNothingLeft, expectSettled, expectSuccess } from '../../harness/oracles.ts'
import { removeProject, testProject, type TestProject } from '../../harness/project.ts'
import { type Fault, startProxy } from '../../harness/proxy.ts'
import { snapshot } from '../../harness/snapshot.ts'

/** Three services with everything that a crash could tear apart: conditions, a named and an anonymous volume, two networks. */
function composeFile(version: string): string {
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
  /** Brings the project into the state in which the command runs. */
  readonly prepare: (project: TestProject) => Promise<void>
  readonly args: readonly string[]
}

const clean = async (project: TestProject): Promise<void> => {
  await removeProject(project.name)
}
const upFirst = async (project: TestProject): Promise<void> => {
  await removeProject(project.name)
  await project.write('compose.yaml', composeFile('1'))
  expectSuccess(await muster(project, ['up', '-d']))
  await project.write('compose.yaml', composeFile('2'))
}

const cases: readonly Case[] = [
  { title: 'the first up', prepare: clean, args: ['up', '-d'] },
  { title: 'an up that recreates', prepare: upFirst, args: ['up', '-d'] },
  { title: 'down', prepare: upFirst, args: ['down', '-t', '0'] },
]

describe.each(cases)('kill -9 at every request of $title', ({ prepare, args }) => {
  test.each(['before', 'after'] as const)(
    '%s the engine acted: the next up equals a clean run, and down leaves nothing',
    async (when) => {
      await using project = await testProject({ 'compose.yaml': composeFile('2') })
      expectSuccess(await muster(project, ['up', '-d']))
      const expected = await snapshot(project.name)
      let n = 0
      for (let reached = true; reached;) {
        n += 1
        await prepare(project)
        reached = await killedAt({ project, args }, { n, when })
        const again = await muster(project, ['up', '-d'])
        expectSuccess(again)
        expect(await snapshot(project.name), `state after the kill at request ${n}`).toBe(expected)
      }
      expect(n, 'the command sent fewer requests than it must').toBeGreaterThan(8)
      await expectSettled(project)
      expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
      await expectNothingLeft(project)
    },
  )
})
