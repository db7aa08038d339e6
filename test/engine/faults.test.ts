import { describe, expect, test } from 'vitest'
import { muster, start, startMuster } from '../harness/command.ts'
import { expectNothingLeft, expectSuccess } from '../harness/oracles.ts'
import { objectsOf, removeProject, testProject, type TestProject } from '../harness/project.ts'
import { type Fault, startProxy } from '../harness/proxy.ts'
import { quickly } from '../harness/quickly.ts'
import { snapshot } from '../harness/snapshot.ts'

const composeFile = (version: number): string => `
services:
  db:
    image: busybox
    command: sleep 3600
    init: true
    environment: { VERSION: "${version}" }
    volumes: [data:/data]
    healthcheck: { test: ["CMD", "true"], ${quickly} }
  api:
    image: busybox
    command: sleep 3600
    init: true
    depends_on: { db: { condition: service_healthy } }
volumes: { data: {} }
`

/** Milliseconds by which an answer is late; with MUSTER_FAULTS=slow more than anybody expects. */
const late = process.env['MUSTER_FAULTS'] === 'slow' ? 5000 : 700

/** No command may take longer, in milliseconds. */
const timeLimit = 240_000

const faults: readonly { readonly title: string; readonly fault: Fault }[] = [
  { title: 'answers 500', fault: { do: 'fail', status: 500, message: 'injected by the test' } },
  { title: 'acts and drops the connection', fault: { do: 'lose', when: 'after' } },
  { title: 'drops the connection', fault: { do: 'lose', when: 'before' } },
  { title: 'answers late', fault: { do: 'delay', ms: late } },
  { title: 'cuts its answer short', fault: { do: 'cut', afterBytes: 3 } },
]

/** What the project looks like after an undisturbed up from nothing, for both versions of the file. */
async function cleanRuns(project: TestProject): Promise<readonly [string, string]> {
  const run = async (version: number): Promise<string> => {
    await removeProject(project.name)
    await project.write('compose.yaml', composeFile(version))
    expectSuccess(await muster(project, ['up', '-d']))
    return await snapshot(project.name)
  }
  const clean = [await run(0), await run(1)] as const
  await removeProject(project.name)
  return clean
}

describe.concurrent('an engine that', () => {
  test.each(faults)(
    '$title at any request of an up, of a changed up and of a down: it succeeds or says why, ends, and the next up equals a clean run',
    { timeout: 1_800_000 },
    async ({ fault }) => {
      await using project = await testProject({})
      const clean = await cleanRuns(project)
      const healed = async (version: 0 | 1, how: string): Promise<void> => {
        expectSuccess(await muster(project, ['up', '-d']))
        expect(await snapshot(project.name), `state after the fault at ${how}`).toBe(clean[version])
      }
      const over = new Set<string>()
      /** The command meets the fault at its request n; false where it has not so many. */
      const disturbed = async (n: number, title: string, args: readonly string[]): Promise<boolean> => {
        if (!over.has(title) && !(await runsWith(fault, { n, project, args }))) over.add(title)
        return !over.has(title)
      }
      for (let n = 1; over.size < 3; n += 1) {
        await project.write('compose.yaml', composeFile(0))
        await disturbed(n, 'up', ['up', '-d'])
        await healed(0, `request ${n} of the up`)
        await project.write('compose.yaml', composeFile(1))
        if (await disturbed(n, 'changed up', ['up', '-d'])) await healed(1, `request ${n} of the changed up`)
        const down = await disturbed(n, 'down', ['down', '-t', '0'])
        const { containers, networks } = await objectsOf(project.name)
        // After a whole one, the next up is that of the next round.
        if (down && containers.length + networks.length > 0) await healed(1, `request ${n} of the down`)
        await removeProject(project.name)
      }
      await project.write('compose.yaml', composeFile(0))
      expectSuccess(await muster(project, ['up', '-d']))
      expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
      await expectNothingLeft(project)
    },
  )
})

interface Disturbed {
  readonly n: number
  readonly project: TestProject
  readonly args: readonly string[]
}

/** Runs the command, which meets the fault at its request n. False when it did not come so far. */
async function runsWith(fault: Fault, { n, project, args }: Disturbed): Promise<boolean> {
  let struck = ''
  await using proxy = await startProxy((request) => {
    if (request.n !== n) return { do: 'pass' }
    struck = `${request.method} ${request.path}`
    return fault
  })
  const outcome = await muster(project, args, { env: { DOCKER_HOST: proxy.address } })
  expect([0, 1], `exit code with the fault at request ${n}, ${struck}: ${outcome.stderr}`).toContain(outcome.code)
  expect(outcome.ms, `time with the fault at request ${n}, ${struck}`).toBeLessThan(timeLimit)
  if (outcome.code === 1) expect(outcome.stderr.trim(), `message with the fault at request ${n}`).not.toBe('')
  expect(outcome.stderr, 'no stack trace').not.toMatch(/^\s+at .*:\d+:\d+\)?$|unhandled/im)
  return struck !== ''
}

test('a broken event stream is taken up again while muster waits', async () => {
  // The engine probes every 200 ms, so muster relies on events alone; the file makes db healthy once the stream was cut.
  await using project = await testProject({
    'compose.yaml': composeFile(0).replace(
      `["CMD", "true"], ${quickly}`,
      '["CMD", "test", "-e", "/data/ok"], interval: 200ms, retries: 100',
    ),
  })
  await using proxy = await startProxy()
  const up = startMuster(project, ['--progress', 'plain', 'up', '-d'], { env: { DOCKER_HOST: proxy.address } })
  await up.seen(/db-1\s+Waiting/)
  proxy.cutAll()
  await start(['docker', 'exec', `${project.name}-db-1`, 'touch', '/data/ok'], {}).done
  expectSuccess(await up.done)
})
