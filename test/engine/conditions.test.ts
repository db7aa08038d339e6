import { expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'

interface State {
  readonly status: string
  readonly startedAt: string
  readonly finishedAt: string
}

/** State of each container, by service and number. */
async function states(project: TestProject): Promise<ReadonlyMap<string, State>> {
  const { containers } = await objectsOf(project.name)
  const found = await Promise.all(
    containers.map(async ({ Id }): Promise<[string, State]> => {
      const { Name, State: s } = (await engineRequest('GET', `/containers/${Id}/json`)) as {
        Name: string
        State: { Status: string; StartedAt: string; FinishedAt: string }
      }
      return [
        Name.slice(project.name.length + 2),
        { status: s.Status, startedAt: s.StartedAt, finishedAt: s.FinishedAt },
      ]
    }),
  )
  return new Map(found)
}

test('a dependent starts only after a job has ended', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  job: { image: busybox, command: sleep 1 }
  web: { image: busybox, init: true, command: sleep 1000, depends_on: { job: { condition: service_completed_successfully } } }
`,
  })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const seen = await states(project)
  expect(seen.get('web-1')?.status).toBe('running')
  expect(Date.parse(seen.get('web-1')?.startedAt ?? '')).toBeGreaterThanOrEqual(
    Date.parse(seen.get('job-1')?.finishedAt ?? ''),
  )
})

test('a failed job keeps its dependents from starting, and nothing else', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  job: { image: busybox, command: sh -c "sleep 1; exit 3" }
  web: { image: busybox, init: true, command: sleep 1000, depends_on: { job: { condition: service_completed_successfully } } }
  other: { image: busybox, init: true, command: sleep 1000 }
`,
  })
  const up = await muster(project, ['up', '-d'])
  expect(up.code).toBe(1)
  expect(up.stderr).toContain(`service "job" didn't complete successfully: exit 3`)
  const seen = await states(project)
  expect([seen.get('web-1')?.status, seen.get('other-1')?.status]).toEqual(['created', 'running'])
})

test('a job that fails when it runs again is told, although its dependent runs on', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  mig: { image: busybox, command: ["sh", "-c", "test ! -e /ran || exit 3; touch /ran"] }
  api: { image: busybox, init: true, command: sleep 1000, depends_on: { mig: { condition: service_completed_successfully } } }
`,
  })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const again = await muster(project, ['up', '-d'])
  expect(again.code).toBe(1)
  expect(again.stderr).toContain(`service "mig" didn't complete successfully: exit 3`)
  expect(again.stderr).not.toContain('blocked')
  expect((await states(project)).get('api-1')?.status).toBe('running')
})

test('an optional dependency that fails only warns', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  db: { image: busybox, command: sh -c "exit 3", healthcheck: { test: "true" } }
  web: { image: busybox, init: true, command: sleep 1000, depends_on: { db: { condition: service_healthy, required: false } } }
`,
  })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  expect((await states(project)).get('web-1')?.status).toBe('running')
})

test('post_start hooks are over before a dependent starts', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  db: { image: busybox, init: true, command: sleep 1000, volumes: [shared:/s], post_start: [{ command: sh -c "sleep 1; echo done > /s/hook" }] }
  web: { image: busybox, command: cat /s/hook, volumes: [shared:/s], depends_on: [db] }
volumes: { shared: }
`,
  })
  expect(await muster(project, ['up', '-d', '--wait'])).toMatchObject({ code: 0 })
  expect((await muster(project, ['logs', '--no-log-prefix', 'web'])).stdout).toContain('done')
})

/** What each of the two says of containers; one line for each status, in any order: docker compose waits twice, and at the end. */
async function said(project: TestProject, args: readonly string[]): Promise<readonly (readonly string[])[]> {
  const both = [await dockerCompose(project, args), await muster(project, args)]
  return both.map(({ stdout, stderr }) => [...new Set(`${stdout}${stderr}`.trim().split(/\s*\n\s*/))].toSorted())
}

test.each([
  ['up -d', { web: 'Running', db: 'Running Waiting Healthy' }],
  ['up -d --wait', { web: 'Running Waiting Healthy', db: 'Running Waiting Healthy' }],
  ['--progress json up -d --wait', { web: 'Running Waiting Healthy', db: 'Running Waiting Healthy' }],
  ['up -d --wait --no-deps web', { web: 'Running Waiting Healthy', db: '' }],
])('%s tells of what is ready already as docker compose does', async (line, expected) => {
  await using project = await testProject({
    'compose.yaml': `
services:
  db: { image: busybox, init: true, command: sleep 1000, healthcheck: { test: "true", interval: 1s } }
  web: { image: busybox, init: true, command: sleep 1000, depends_on: { db: { condition: service_healthy } } }
`,
  })
  expect(await muster(project, ['up', '-d', '--wait'])).toMatchObject({ code: 0 })
  const [theirs, ours] = await said(project, line.split(' '))
  const wanted = Object.entries(expected).flatMap(([service, words]) =>
    words.split(' ').flatMap((word) => (word === '' ? [] : [[`Container ${project.name}-${service}-1`, word]])),
  )
  const shown = (id = '', status = ''): string =>
    line.includes('json') ? JSON.stringify({ id, status }) : `${id}  ${status}`
  const lines = wanted.map(([id, status]) => shown(id, status))
  expect(ours).toEqual(lines.toSorted())
  expect(ours).toEqual(theirs)
})
