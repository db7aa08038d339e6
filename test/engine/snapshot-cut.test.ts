import { describe, expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import type { TestProject } from '../harness/project.ts'
import { type RecordedRequest, startProxy } from '../harness/proxy.ts'
import {
  dbFile,
  deadlyWay,
  inService,
  removeCarriers,
  savedProject,
  snapshotProject,
  snapshotVolumes,
} from '../harness/volumes.ts'

/** Kills a reset, with its guard, right after it has created a volume of the name, or right after it has emptied one. */
async function cutOff(project: TestProject, at: 'journal' | 'emptied'): Promise<void> {
  await using way = await deadlyWay()
  const isIt = ({ method, path }: RecordedRequest): boolean =>
    at === 'journal'
      ? method === 'POST' && path.includes('/containers/') && path.includes('/stop')
      : method === 'GET' && /\/archive\?.*volume/.test(path)
  const struck = await way.killed(project, ['reset', '--to', 's'], (request) => (isIt(request) ? 'before' : 'no'))
  expect(struck).toBe(true)
}

/** A project with a snapshot that holds `saved`, and with `old` in its volume. */
async function prepared(): Promise<TestProject> {
  return await savedProject({ saved: 'touch /data/saved', since: 'rm /data/saved; touch /data/old' })
}

async function journals(project: TestProject): Promise<readonly string[]> {
  return (await snapshotVolumes(project.name)).filter((name) => /^muster-(restoring|emptying)/.test(name))
}

describe.concurrent('a reset that was cut off, with its guard', () => {
  test('before it removed anything, is dropped: what is written afterwards stays', async () => {
    await using project = await prepared()
    await cutOff(project, 'journal')
    expect(await journals(project)).toHaveLength(1)
    expectSuccess(await dockerCompose(project, ['up', '-d']))
    await inService(project, 'db', 'touch /data/new')
    expectSuccess(await muster(project, ['up', '-d']))
    expect(await inService(project, 'db', 'ls /data')).toBe('new\nold')
    expect(await journals(project)).toEqual([])
  })

  test('by a full disk names the volume, and is done again where there is room', async () => {
    await using project = await prepared()
    let copies = 0
    // The program that lists, what empties, and then the data.
    await using proxy = await startProxy(({ method, path }) =>
      method === 'PUT' && path.includes('/archive') && ++copies === 3
        ? { do: 'fail', status: 500, message: 'write /muster/volume/a: no space left on device' }
        : { do: 'pass' },
    )
    const env = { DOCKER_HOST: proxy.address }
    const { code, stderr } = await muster(project, ['reset', '--to', 's'], { env })
    const told = stderr.includes(`volume ${project.name}_data: write /a: no space left`)
    expect({ code, told, stderr }).toMatchObject({ code: 1, told: true })
    expectSuccess(await muster(project, ['up', '-d'], { env }))
    expect(await inService(project, 'db', 'ls /data')).toBe('saved')
    expect(await journals(project)).toEqual([])
  })

  test('leaves nothing to `down -v`', async () => {
    await using project = await prepared()
    await cutOff(project, 'emptied')
    expect(await journals(project)).toHaveLength(2)
    expectSuccess(await muster(project, ['down', '-v']))
    expect(await journals(project)).toEqual([])
  })

  test('is not done again in a volume that was made after it', async () => {
    await using project = await prepared()
    await cutOff(project, 'emptied')
    await removeCarriers(project.name)
    expectSuccess(await dockerCompose(project, ['down', '-v']))
    expectSuccess(await dockerCompose(project, ['up', '-d']))
    await inService(project, 'db', 'touch /data/new')
    const up = await muster(project, ['up', '-d'])
    expectSuccess(up)
    expect(up.stderr).toContain('another one by now')
    expect(await inService(project, 'db', 'ls /data')).toBe('new')
    expect(await journals(project)).toEqual([])
  })

  test.each([
    { way: ['reset', '--to', 's'], holds: 'saved' },
    { way: ['reset', '--abandon'], holds: 'new' },
  ])('is refused where the service has run since, until $way', async ({ way, holds }) => {
    await using project = await prepared()
    await cutOff(project, 'emptied')
    expectSuccess(await dockerCompose(project, ['up', '-d']))
    await inService(project, 'db', 'touch /data/new')
    for (const args of [['up', '-d'], ['start'], ['snapshot', 'save', 's2']]) {
      const { code, stderr } = await muster(project, args)
      expect({ code, told: /E130[^]*reset --to s[^]*reset --abandon/.test(stderr), stderr }).toMatchObject({
        code: 1,
        told: true,
      })
    }
    expectSuccess(await muster(project, way))
    expectSuccess(await muster(project, ['up', '-d']))
    expect(await inService(project, 'db', 'ls /data')).toBe(holds)
    expect(await journals(project)).toEqual([])
  })

  test('and was forged touches no volume of others', async () => {
    await using project = await snapshotProject({ 'compose.yaml': dbFile })
    await using stranger = await snapshotProject({ 'compose.yaml': dbFile })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(stranger, ['up', '-d']))
    await inService(stranger, 'db', 'touch /data/theirs')
    const volume = `${stranger.name}_data`
    const { CreatedAt } = (await engineRequest('GET', `/volumes/${volume}`)) as { readonly CreatedAt: string }
    const record = {
      version: 1,
      project: project.name,
      refills: [{ volume, created: Date.parse(CreatedAt) / 1000, fill: [] }],
      start: [],
      mounters: [],
    }
    const labels = (role: string): Record<string, string> => ({
      'dev.muster.snapshot': role,
      'dev.muster.snapshot.project': project.name,
      'dev.muster.snapshot.record': JSON.stringify(record),
    })
    for (const role of ['restoring', 'emptying'])
      await engineRequest('POST', '/volumes/create', { Name: `muster-${role}_${project.name}`, Labels: labels(role) })
    const up = await muster(project, ['up', '-d'])
    expectSuccess(up)
    expect(up.stderr).toContain(`volume ${volume} is not project ${project.name}'s own`)
    expect(await inService(stranger, 'db', 'ls /data')).toBe('theirs')
  })
})
