import { describe, expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const file = `
services:
  db: { image: busybox, command: sleep 600, stop_grace_period: 30s, volumes: ["data:/d", "kept:/k"] }
volumes:
  data:
  kept: { x-protect: true }
`

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

  test('removes nothing where the up could not begin', async () => {
    await using project = await testProject({
      'compose.yaml': file.replace(', x-protect: true', ''),
      'missing.yaml': 'services: { db: { secrets: [key] } }\nsecrets: { key: { file: ./no-such-key } }',
    })
    expectSuccess(await muster(project, ['up', '-d']))
    const ids = async (): Promise<readonly string[]> => (await objectsOf(project.name)).containers.map(({ Id }) => Id)
    const before = await ids()
    const up = await muster(project, ['-f', 'compose.yaml', '-f', 'missing.yaml', 'up', '-d', '--fresh'])
    expect(up).toMatchObject({ code: 7 })
    expect(await ids()).toEqual(before)
    expectSuccess(await muster(project, ['down', '-v', '--unprotect', '-t', '0']))
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
