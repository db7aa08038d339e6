import { describe, expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const file = `
services:
  db: { image: busybox, command: sleep 600, stop_grace_period: 30s, volumes: ["data:/d", "kept:/k"] }
volumes:
  data:
  kept: { x-protect: true }
`

/** Another volume whose data is to last. */
const withMore = file
  .replace('"kept:/k"', '"kept:/k", "more:/m"')
  .replace('kept: { x-protect: true }', 'kept:\n  more: { x-protect: true }')

const idsOf = async (project: string): Promise<readonly string[]> =>
  (await objectsOf(project)).containers.map(({ Id }) => Id)

describe('up --fresh', () => {
  test('gives the services new volumes, but for those that are protected', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['exec', 'db', 'touch', '/d/old', '/k/old']))
    expectSuccess(await muster(project, ['up', '-d', '--fresh']))
    const { stdout } = await muster(project, ['exec', 'db', 'ls', '/d', '/k'])
    expect(stdout.trim().split(/\s+/)).toEqual(['/d:', '/k:', 'old'])
    expectSuccess(await muster(project, ['down', '-v', '--unprotect', '-t', '0']))
  })

  test('leaves what is external in the file, also where -p names the project that has made it', async () => {
    await using project = await testProject({ 'compose.yaml': file.replace('{ x-protect: true }', '') })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['exec', 'db', 'touch', '/d/old', '/k/old']))
    await project.write(
      'compose.yaml',
      file.replace('{ x-protect: true }', `{ external: true, name: ${project.name}_kept }`),
    )
    expectSuccess(await muster(project, ['up', '-d', '--fresh']))
    const { stdout } = await muster(project, ['exec', 'db', 'ls', '/d', '/k'])
    expect(stdout.trim().split(/\s+/)).toEqual(['/d:', '/k:', 'old'])
    expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
  })

  test('removes nothing where a container that stays would keep the data', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    const before = await idsOf(project.name)
    const other = `${project.name}-other`
    const body = { Image: 'busybox', Cmd: ['true'], HostConfig: { Binds: [`${project.name}_data:/d`] } }
    await engineRequest('POST', `/containers/create?name=${other}`, body)
    try {
      const up = await muster(project, ['up', '-d', '--fresh'])
      expect({ code: up.code, said: up.stderr }).toEqual({
        code: 1,
        said: expect.stringContaining(`${other} would stay, and mounts a volume`) as string,
      })
      expect(await idsOf(project.name)).toEqual(before)
    } finally {
      await engineRequest('DELETE', `/containers/${other}?force=1`)
    }
    expectSuccess(await muster(project, ['down', '-v', '--unprotect', '-t', '0']))
  })

  test('removes nothing where a --ttl cannot be noted', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    const before = await idsOf(project.name)
    const env = { XDG_STATE_HOME: `${project.directory}/compose.yaml/no-folder` }
    const up = await muster(project, ['up', '-d', '--fresh', '--ttl', '1h'], { env })
    expect({ code: up.code, said: up.stderr }).toEqual({
      code: 1,
      said: expect.stringMatching(/cannot be noted/) as string,
    })
    expect(await idsOf(project.name)).toEqual(before)
    expectSuccess(await muster(project, ['down', '-v', '--unprotect', '-t', '0']))
  })

  test('removes nothing where the up could not begin', async () => {
    await using project = await testProject({
      'compose.yaml': file.replace(', x-protect: true', ''),
      'missing.yaml': 'services: { db: { secrets: [key] } }\nsecrets: { key: { file: ./no-such-key } }',
    })
    expectSuccess(await muster(project, ['up', '-d']))
    const before = await idsOf(project.name)
    const up = await muster(project, ['-f', 'compose.yaml', '-f', 'missing.yaml', 'up', '-d', '--fresh'])
    expect(up).toMatchObject({ code: 7 })
    expect(await idsOf(project.name)).toEqual(before)
    expectSuccess(await muster(project, ['down', '-v', '--unprotect', '-t', '0']))
  })

  test.each([
    [['-d', '--ttl', '1h'], /is removed when that ends/],
    [['--lease'], /is removed when that ends/],
    [['--attach', 'nobody'], /no such service: nobody/],
    [['--exit-code-from', 'nobody'], /no such service: nobody/],
    [['--watch'], /none of the selected services is configured for watch/],
  ])('removes nothing where %j is refused', async (flags, words) => {
    await using project = await testProject({ 'compose.yaml': file.replace('{ x-protect: true }', '') })
    expectSuccess(await muster(project, ['up', '-d']))
    const before = await idsOf(project.name)
    if (words.source.includes('removed')) await project.write('compose.yaml', withMore)
    const up = await muster(project, ['up', '--fresh', ...flags])
    expect({ code: up.code, said: up.stderr }).toEqual({ code: 1, said: expect.stringMatching(words) as string })
    expect(await idsOf(project.name)).toEqual(before)
    expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
  })

  test.each([
    [['--fresh', 'db'], /takes no services/],
    [['--fresh', '--no-recreate'], /incompatible/],
    [['--fresh', '--dry-run'], /not supported/],
  ])('refuses %j', async (flags, words) => {
    await using project = await testProject({ 'compose.yaml': file })
    const up = await muster(project, ['up', '-d', ...flags])
    expect(up.code).not.toBe(0)
    expect(up.stderr).toMatch(words)
  })
})
