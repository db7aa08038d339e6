import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LeaseFound } from '../../src/api/gc.ts'
import { takeLease } from '../../src/api/lease/lease.ts'
import { wantedOf } from '../../src/library/stack-options.ts'
import { markRenewed, unmark } from '../../src/run/lease/marker.ts'
import { readNote } from '../../src/run/lease/notes.ts'
import { muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { countOf, notesOf } from '../harness/leases.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { stateOf, testProject, type TestProject } from '../harness/project.ts'

const service = `
services:
  web: { image: busybox, command: sleep 3600, init: true, volumes: ["data:/data"] }
volumes: { data: {} }
`

/** What another machine that uses the engine sees of the project's leases. */
async function seenElsewhere(
  project: TestProject,
  args: readonly string[] = ['--dry-run'],
): Promise<readonly LeaseFound[]> {
  const env = { XDG_STATE_HOME: join(project.directory, 'elsewhere') }
  const { code, stdout } = await muster(project, ['gc', '--json', ...args], { env })
  expect(code).toBe(0)
  return (JSON.parse(stdout) as LeaseFound[]).filter(({ projects }) => projects.includes(project.name))
}

function worldOf(project: TestProject): ReturnType<typeof wantedOf>['world'] {
  const { directory: cwd, name } = project
  return wantedOf({ cwd, project: name, env: { ...process.env, XDG_STATE_HOME: stateOf(name) } }).world
}

test('a living process gives its lease more time, in its note and on the engine, until the end', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  const lease = await takeLease(worldOf(project), { longest: 3600_000, renewed: 100 })
  const first = Date.parse(lease.labels['dev.muster.expires'] ?? '')
  lease.claim(project.name)
  const { folder } = notesOf(project.name)
  await expect.poll(() => readNote(folder, lease.id)?.expires, { timeout: 30_000 }).toBeGreaterThan(first)
  await expect
    .poll(async () => (await seenElsewhere(project)).map((it) => Date.parse(it.expires) > first))
    .toEqual([true])
  lease.claim('another')
  expect(readNote(folder, lease.id)?.expires).toBeGreaterThan(first)
  await lease[Symbol.asyncDispose]()
  expect(await seenElsewhere(project)).toEqual([])
})

test('what has been given more time is over for nobody before that', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  const labels = {
    'dev.muster.lease': crypto.randomUUID(),
    'dev.muster.owner': 'ci-7/00000000-0000-0000-0000-000000000000/42/7',
    'dev.muster.expires': '2020-01-01T00:00:00Z',
  }
  await engineRequest('POST', `/containers/create?name=${project.name}-web-1`, {
    Image: 'busybox',
    Cmd: ['true'],
    Labels: { 'com.docker.compose.project': project.name, ...labels },
  })
  const engine = await worldOf(project).engine()
  for (const expires of ['2998-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'])
    await markRenewed({ project: project.name, labels: { ...labels, 'dev.muster.expires': expires } }, engine)
  expect(await seenElsewhere(project, ['--yes'])).toMatchObject([
    { standing: 'unknown', expires: '2999-01-01T00:00:00.000Z', volumes: [expect.stringContaining('muster-lease_')] },
  ])
  expect(await countOf(project.name)).toBe(1)
  await unmark(labels['dev.muster.lease'], engine)
  expect(await seenElsewhere(project, ['--yes'])).toMatchObject([{ standing: 'stranger', volumes: [] }])
  expect(await countOf(project.name)).toBe(0)
})

test('a second --ttl holds for other machines, too, until a plain up', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '3h']))
  const [seen] = await seenElsewhere(project)
  expect(Date.parse(seen?.expires ?? '') - Date.now()).toBeGreaterThan(2 * 3600_000)
  expectSuccess(await muster(project, ['up', '-d']))
  expect((await seenElsewhere(project)).flatMap(({ volumes }) => volumes)).toEqual([`${project.name}_data`])
})
