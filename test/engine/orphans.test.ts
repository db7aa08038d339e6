import { expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { testProject } from '../harness/project.ts'

const file = (service: string): string =>
  `services: { ${service}: { image: busybox, init: true, command: sleep 1000 } }\n`

test('up warns of containers that no service claims any more, unless told to ignore them', async () => {
  await using project = await testProject({ 'compose.yaml': file('old') })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  await project.write('compose.yaml', file('new'))
  const up = await muster(project, ['up', '-d'])
  expect(up.stderr).toContain(`Found orphan containers ([${project.name}-old-1]) for this project.`)
  const ignoring = await muster(project, ['up', '-d'], { env: { COMPOSE_IGNORE_ORPHANS: '1' } })
  expect(ignoring.stderr).not.toContain('orphan')
})

test.each([
  { command: ['create'], code: 0 },
  { command: ['run', '--rm', 'new', 'true'], code: 0 },
  { command: ['up', '--no-start'], code: 1 },
])(
  '$command leaves orphans where variables say to remove and to ignore them: exit $code',
  async ({ command, code }) => {
    await using project = await testProject({ 'compose.yaml': file('old') })
    expect(await muster(project, ['create'])).toMatchObject({ code: 0 })
    await project.write('compose.yaml', file('new'))
    const env = { COMPOSE_IGNORE_ORPHANS: '1', COMPOSE_REMOVE_ORPHANS: '1' }
    expect(await muster(project, command, { env })).toMatchObject({ code })
    expect((await dockerCompose(project, ['ps', '-a', '--format', '{{.Service}}'])).stdout).toContain('old')
  },
)

test('of a container that another file has made up and plan name that file', async () => {
  await using project = await testProject({ 'compose.yaml': file('web'), 'compose.debug.yaml': file('debug') })
  const both = ['-f', 'compose.yaml', '-f', 'compose.debug.yaml']
  expect(await muster(project, [...both, 'up', '-d'])).toMatchObject({ code: 0 })
  const alone = ['-f', 'compose.yaml']
  const plan = await muster(project, [...alone, 'plan'])
  expect(plan.stdout).toMatch(/-debug-1 +orphan +from compose\.debug\.yaml; removed with --remove-orphans/)
  const up = await muster(project, [...alone, 'up', '-d'])
  expect(up.stderr).toContain(
    `${project.name}-debug-1 was made from compose.debug.yaml, which this command does not read.`,
  )
  // A service that was removed from the file has no other.
  await project.write('compose.debug.yaml', file('other'))
  const removed = await muster(project, [...both, 'plan'])
  expect(removed.stdout).toMatch(/-debug-1 +orphan +removed with --remove-orphans/)
})

test('ps --orphans=false leaves out containers that no service claims any more, as docker compose does', async () => {
  await using project = await testProject({ 'compose.yaml': file('old') })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  await project.write('compose.yaml', file('new'))
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const both = `${project.name}-new-1\n${project.name}-old-1\n`
  const args = ['-f', 'compose.yaml', 'ps', '--format', '{{.Names}}']
  for (const [more, shown] of [
    [[], both],
    [['--orphans=false'], `${project.name}-new-1\n`],
  ] as const) {
    expect(await muster(project, [...args, ...more])).toMatchObject({ code: 0, stdout: shown })
    expect(await dockerCompose(project, [...args, ...more])).toMatchObject({ code: 0, stdout: shown })
  }
})
