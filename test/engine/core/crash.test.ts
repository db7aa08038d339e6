import { describe, expect, test } from 'vitest'
import { muster, startMuster } from '../../harness/command.ts'
import { expectNothingLeft, expectSettled, expectSuccess } from '../../harness/oracles.ts'
import { removeProject, testProject, type TestProject } from '../../harness/project.ts'
import { type Fault, mutating, startProxy } from '../../harness/proxy.ts'
import { quickly } from '../../harness/quickly.ts'
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
    healthcheck: { test: ["CMD", "true"], ${quickly} }
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

/** Two services, to tell one change from the other. */
function smallFile(what: { readonly scale?: number; readonly network?: number; readonly volume?: number }): string {
  const service = '{ image: busybox, command: sleep 3600, init: true'
  return `
services:
  db: ${service}, volumes: [data:/data], networks: [back] }
  web: ${service}, scale: ${what.scale ?? 1}, networks: [back], depends_on: [db] }
volumes: { data: { labels: { version: "${what.volume ?? 0}" } } }
networks: { back: { labels: { version: "${what.network ?? 0}" } } }
`
}

interface Crash {
  /** Which of the command's requests that change the engine: after one that only asks, all is as before it. */
  readonly n: number
  readonly when: 'before' | 'after'
}

interface Victim {
  readonly project: TestProject
  readonly args: readonly string[]
}

/** Runs the command and kills it with SIGKILL at its nth request that changes the engine. False when it ended before it came to that. */
async function killedAt(victim: Victim, crash: Crash): Promise<boolean> {
  let seen = 0
  let kill = (): void => undefined
  const strike: Fault = { do: 'lose', when: crash.when, onLost: () => kill() }
  await using proxy = await startProxy((request) => {
    if (mutating([request]).length === 0) return { do: 'pass' }
    seen += 1
    return seen === crash.n ? strike : { do: 'pass' }
  })
  const running = startMuster(victim.project, victim.args, { env: { DOCKER_HOST: proxy.address } })
  kill = () => running.signal('SIGKILL')
  await running.done
  return seen >= crash.n
}

interface Case {
  readonly title: string
  /** From the state of a finished up, the one in which the command runs. */
  readonly prepare: (project: TestProject) => Promise<void>
  readonly args: readonly string[]
  /** Whether the command meets a file that the containers were not made from. */
  readonly changes: boolean
  readonly file: (version: number) => string
  /** When the kill comes. */
  readonly whens: readonly Crash['when'][]
  /** What of a snapshot counts. */
  readonly counts?: (snapshot: string) => string
}

/** New replicas get higher numbers than those that are there, as with docker compose: after a crash there may be a gap. */
const anyNumbers = (seen: string): string => seen.replaceAll(/(-web-|container-number": ")\d+/g, '$1N')

const bothWhens = ['before', 'after'] as const
const asItWas = async (): Promise<void> => {}

const cases: readonly Case[] = [
  {
    title: 'the first up',
    prepare: async (project) => await removeProject(project.name),
    args: ['up', '-d'],
    changes: false,
    file: composeFile,
    whens: bothWhens,
  },
  // Each crash is repaired by an up, and what that leaves is where the next crash begins.
  {
    title: 'an up that recreates',
    prepare: asItWas,
    args: ['up', '-d'],
    changes: true,
    file: composeFile,
    whens: bothWhens,
  },
  { title: 'down', prepare: asItWas, args: ['down', '-t', '0'], changes: false, file: composeFile, whens: bothWhens },
  {
    title: 'an up that scales',
    prepare: asItWas,
    args: ['up', '-d'],
    changes: true,
    whens: ['after'],
    file: (version) => smallFile({ scale: version === 0 ? 1 : 3 }),
    counts: anyNumbers,
  },
  {
    title: 'an up that replaces a network',
    prepare: asItWas,
    args: ['up', '-d'],
    changes: true,
    whens: ['after'],
    file: (version) => smallFile({ network: version }),
  },
  {
    title: 'an up that replaces a volume',
    prepare: asItWas,
    args: ['up', '-d', '-y'],
    changes: true,
    whens: ['after'],
    file: (version) => smallFile({ volume: version }),
  },
]

/** What a project looks like after an undisturbed up from nothing, for both versions of the file. */
async function cleanRuns(project: TestProject, file: Case['file']): Promise<readonly string[]> {
  const seen: string[] = []
  for (const version of [0, 1]) {
    await removeProject(project.name)
    await project.write('compose.yaml', file(version))
    expectSuccess(await muster(project, ['up', '-d']))
    seen.push(await snapshot(project.name))
  }
  return seen
}

/** Of the requests of a command only every so many: where the same was done on another engine in full. */
const every = Number(process.env['MUSTER_TEST_EVERY'] ?? 1)

/** Of those each, or one of two: before a request things are nearly as after the last one. */
const pace = { before: 2, after: 1 } as const

describe.concurrent.each(cases)(
  'kill -9 at the requests of $title that change the engine',
  ({ prepare, args, changes, file, whens, counts = String }) => {
    test.each(whens)(
      '%s the engine acted: the next up equals a clean run, and down leaves nothing',
      { timeout: 1_800_000 },
      async (when) => {
        await using project = await testProject({})
        const expected = await cleanRuns(project, file)
        let n = 1
        for (let round = 0; ; round += 1, n += every * pace[when]) {
          await prepare(project)
          const version = changes ? round % 2 : 1
          await project.write('compose.yaml', file(version))
          const reached = await killedAt({ project, args }, { n, when })
          expectSuccess(await muster(project, ['up', '-d', '-y']))
          expect(counts(await snapshot(project.name)), `state after the kill at request ${n}`).toBe(
            counts(expected[version] ?? ''),
          )
          if (!reached) break
        }
        expect(n, 'the command changed less than it must').toBeGreaterThan(4)
        await expectSettled(project)
        expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
        await expectNothingLeft(project)
      },
    )
  },
)

describe.concurrent.each(cases.filter(({ changes }) => changes))(
  'kill -9 at every third request of $title that changes the engine',
  ({ args, file }) => {
    test('is taken down by down, with volumes and all', { timeout: 1_800_000 }, async () => {
      await using project = await testProject({})
      for (let n = 2, reached = true; reached; n += 3 * every) {
        await project.write('compose.yaml', file(0))
        expectSuccess(await muster(project, ['up', '-d']))
        await project.write('compose.yaml', file(1))
        reached = await killedAt({ project, args }, { n, when: 'after' })
        expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
        await expectNothingLeft(project)
      }
    })
  },
)
