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
