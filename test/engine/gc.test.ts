import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LeaseFound } from '../../src/api/gc.ts'
import { ownerOf } from '../../src/run/lease/owner.ts'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { abandoned, countOf, notesOf } from '../harness/leases.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'
import { mutating, startProxy } from '../harness/proxy.ts'

const service = `
services:
  web: { image: busybox, command: sleep 3600, init: true, volumes: ["data:/data"] }
volumes: { data: {} }
`

/** The leases of the project's objects, as `gc --json` tells them; on an engine that others use, too. */
async function listed(project: TestProject, args: readonly string[] = []): Promise<readonly LeaseFound[]> {
  const { code, stdout } = await muster(project, ['gc', '--json', ...args])
  expect(code).toBe(0)
  return (JSON.parse(stdout) as LeaseFound[]).filter(({ projects }) => projects.includes(project.name))
}

interface Forgery {
  readonly name: string
  readonly lease: string
  readonly project: string
  readonly expires: string
}

/** A container that anybody could have made. */
async function forge({ name, lease, project, expires }: Forgery): Promise<void> {
  await engineRequest('POST', `/containers/create?name=${name}`, {
    Image: 'busybox',
    Cmd: ['true'],
    Labels: {
      'com.docker.compose.project': project,
      'com.docker.compose.config-hash': 'a'.repeat(64),
      'dev.muster.lease': lease,
      'dev.muster.owner': 'ci-7/00000000-0000-0000-0000-000000000000/42/7',
      'dev.muster.expires': expires,
    },
  })
}

const past = '2020-01-01T00:00:00Z'

test('gc --dry-run lists a dead lease and mutates nothing; gc collects it', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  await abandoned(project)
  await using proxy = await startProxy()
  const dry = await muster(project, ['gc', '--dry-run', '--json'], { env: { DOCKER_HOST: proxy.address } })
  expectSuccess(dry)
  expect(mutating(proxy.requests)).toEqual([])
  const [dead] = await listed(project, ['--dry-run'])
  expect(dead).toMatchObject({ standing: 'dead', command: 'up', containers: [`${project.name}-web-1`] })
  expect(await countOf(project.name)).toBe(3)
  expect(await listed(project, ['--older-than', '1h'])).toHaveLength(1)
  expect(await countOf(project.name)).toBe(3)
  const collected = await muster(project, ['gc'])
  expectSuccess(collected)
  expect(collected.stdout).toContain('owner is dead')
  expect(collected.stderr).toContain('1 container, 1 network, 1 volume')
  expect(await countOf(project.name)).toBe(0)
})

test('a lease that holds nothing any more is listed until its time is over', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
  expectSuccess(await dockerCompose(project, ['down', '-t', '0', '-v']))
  const [lease] = await listed(project)
  expect(lease).toMatchObject({ standing: 'held', command: 'up', containers: [], networks: [], volumes: [] })
  expect(notesOf(project.name).names).toEqual([`${lease?.id}.json`])
})

test('a lease for a time goes with the project that is taken down, once nothing is left of it', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  for (const time of ['1h', '2h']) expectSuccess(await muster(project, ['up', '-d', '--ttl', time]))
  expectSuccess(await muster(project, ['down', '-t', '0']))
  expect((await listed(project)).map(({ volumes }) => volumes.length)).toEqual([2])
  expectSuccess(await muster(project, ['down', '-v']))
  expect(await listed(project)).toEqual([])
  expect(notesOf(project.name).names).toEqual([])
})

test('containers with forged labels are shown, and left alone until somebody agrees', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  await using stranger = await testProject({})
  await using other = await testProject({})
  const lease = await abandoned(project)
  // One of a lease that nobody here took, and one under ours, of a project that we never had.
  const unheard = crypto.randomUUID()
  await forge({ name: `${stranger.name}-db-1`, lease: unheard, project: stranger.name, expires: past })
  await forge({ name: `${other.name}-db-1`, lease, project: other.name, expires: '2999-01-01T00:00:00Z' })
  expectSuccess(await muster(project, ['down']))
  const collected = await muster(project, ['gc'])
  expectSuccess(collected)
  expect(collected.stdout).toMatch(new RegExp(`${unheard.slice(0, 8)} .*expired, not known here`))
  expect(await countOf(project.name)).toBe(0)
  expect([await countOf(stranger.name), await countOf(other.name)]).toEqual([1, 1])
})

test('a process that has got the number of a dead one does not keep its lease', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  const lease = await abandoned(project)
  const path = join(notesOf(project.name).folder, `${lease}.json`)
  const note = JSON.parse(await readFile(path, 'utf8')) as object
  const alive = ownerOf(process.pid)
  await writeFile(path, JSON.stringify({ ...note, owner: alive }))
  expectSuccess(await muster(project, ['stop', 'web']))
  expect((await objectsOf(project.name)).containers).toHaveLength(1)
  expect(await listed(project, ['--dry-run'])).toMatchObject([{ standing: 'held' }])
  await writeFile(path, JSON.stringify({ ...note, owner: { ...alive, start: `${alive.start}0` } }))
  expectSuccess(await muster(project, ['stop', 'web']))
  expect(await countOf(project.name)).toBe(0)
})

test('what others use of a lease stays, and is named', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  await abandoned(project)
  await engineRequest('POST', `/containers/create?name=${project.name}-guest`, {
    Image: 'busybox',
    Cmd: ['sleep', '3600'],
    HostConfig: { Binds: [`${project.name}_data:/data`] },
  })
  try {
    const { code, stderr } = await muster(project, ['gc'])
    expect(code).toBe(1)
    expect(stderr).toContain(`${project.name}_data is left of`)
    expect((await objectsOf(project.name)).volumes).toHaveLength(1)
  } finally {
    await engineRequest('DELETE', `/containers/${project.name}-guest?force=1`)
  }
})

test('of what is over a snapshot is told, and removed, as a part of its project', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  const name = `muster-snapshot_${project.name}_0`
  await engineRequest('POST', '/volumes/create', {
    Name: name,
    Labels: {
      'dev.muster.snapshot.project': project.name,
      'dev.muster.lease': crypto.randomUUID(),
      'dev.muster.owner': 'ci-7/00000000-0000-0000-0000-000000000000/42/7',
      'dev.muster.expires': past,
    },
  })
  expect(await listed(project, ['--dry-run'])).toMatchObject([{ standing: 'stranger', volumes: [name] }])
  expect(await listed(project, ['--yes'])).toHaveLength(1)
  expect(await listed(project, ['--dry-run'])).toEqual([])
})
