import { describe, expect, test } from 'vitest'
import { muster, start, startMuster } from '../harness/command.ts'
import { expectNothingLeft, expectSuccess } from '../harness/oracles.ts'
import { removeProject, testProject } from '../harness/project.ts'
import { type Fault, startProxy } from '../harness/proxy.ts'
import { snapshot } from '../harness/snapshot.ts'

const file = `
services:
  db:
    image: busybox
    command: sleep 3600
    init: true
    volumes: [data:/data]
    healthcheck: { test: ["CMD", "true"], interval: 100ms }
  api:
    image: busybox
    command: sleep 3600
    init: true
    depends_on: { db: { condition: service_healthy } }
volumes: { data: {} }
`

const faults: readonly { readonly title: string; readonly fault: Fault }[] = [
  { title: 'answers 500', fault: { do: 'fail', status: 500, message: 'injected by the test' } },
  { title: 'acts and drops the connection', fault: { do: 'lose', when: 'after' } },
  { title: 'drops the connection', fault: { do: 'lose', when: 'before' } },
  { title: 'answers late', fault: { do: 'delay', ms: 700 } },
  { title: 'cuts its answer short', fault: { do: 'cut', afterBytes: 3 } },
]

describe.concurrent.each(faults)('an engine that $title', ({ fault }) => {
  test(
    'at any request of up: it succeeds or says why, ends, and the next up equals a clean run',
    { timeout: 600_000 },
    async () => {
      await using project = await testProject({ 'compose.yaml': file })
      expectSuccess(await muster(project, ['up', '-d']))
      const expected = await snapshot(project.name)
      for (let n = 1, reached = true; reached; n += 1) {
        await removeProject(project.name)
        reached = false
        const decide = (at: number): Fault => {
          if (at !== n) return { do: 'pass' }
          reached = true
          return fault
        }
        await using proxy = await startProxy((request) => decide(request.n))
        const up = await muster(project, ['up', '-d'], { env: { DOCKER_HOST: proxy.address } })
        expect([0, 1], `exit code with the fault at request ${n}: ${up.stderr}`).toContain(up.code)
        if (up.code === 1) expect(up.stderr.trim(), `message with the fault at request ${n}`).not.toBe('')
        expect(up.stderr, 'no stack trace').not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
        expectSuccess(await muster(project, ['up', '-d']))
        expect(await snapshot(project.name), `state after the fault at request ${n}`).toBe(expected)
      }
      expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
      await expectNothingLeft(project)
    },
  )
})

test('a broken event stream is taken up again while muster waits', async () => {
  // The engine probes every 200 ms, so muster relies on events alone; the file makes db healthy once the stream was cut.
  await using project = await testProject({
    'compose.yaml': file.replace(
      '["CMD", "true"], interval: 100ms',
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
