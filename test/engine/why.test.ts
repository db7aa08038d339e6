import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dockerCompose, muster, type Outcome, start } from '../harness/command.ts'
import { expectNoSecret, expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'
import { mutating, startProxy } from '../harness/proxy.ts'

const web = (hostname: string, password: string): string => `services:
  web:
    image: busybox
    init: true
    command: sleep 1000
    hostname: ${hostname}
    environment: { DB_PASSWORD: ${password} }
`

/** What `why` prints, with a mark for each time. */
const told = ({ stdout }: Outcome): string => stdout.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')

const why = async (project: TestProject, service: string): Promise<string> => {
  const outcome = await muster(project, ['why', service])
  expectSuccess(outcome)
  return told(outcome)
}

test('a container that muster has made anew is told with command, changes and place, and what `up` would change now', async () => {
  await using project = await testProject({ 'compose.yaml': web('one', 'canary-1') })
  expectSuccess(await muster(project, ['up', '-d']))
  expect(await why(project, 'web')).toBe(`${project.name}-web-1: running since TIME
  made     TIME by \`muster up\`
  because  no container yet
  up       would keep it: it is as the files say
`)
  await project.write('compose.yaml', web('two', 'canary-2'))
  expectSuccess(await muster(project, ['up', '-d']))
  // What starts it again is no creation.
  expectSuccess(await muster(project, ['restart', '-t', '0']))
  await project.write('compose.yaml', web('three', 'canary-2'))
  const outcome = await muster(project, ['why', 'web'])
  expect(told(outcome)).toBe(`${project.name}-web-1: running since TIME
  made     TIME by \`muster up\`, in the place of an older one
  because  environment.DB_PASSWORD: ••• → •••  compose.yaml:7:33
           hostname: one → two  compose.yaml:6:15
  up       would recreate it: hostname: two → three  compose.yaml:6:15
`)
  const json = await muster(project, ['why', 'web', '--json'])
  const data = JSON.parse(json.stdout) as { containers: { made: { changes: unknown[] } }[]; next: unknown[] }
  expect(data.containers[0]?.made.changes[1]).toEqual({
    path: 'hostname',
    from: 'one',
    to: 'two',
    at: 'compose.yaml:6:15',
  })
  expect(data).toMatchObject({ version: 1, service: 'web', next: [{ does: 'recreate' }] })
  await expectNoSecret(project, ['canary-1', 'canary-2'], [outcome, json])
})

test('of what docker compose has made, labels tell by whom and from what, and that the reason is not known', async () => {
  await using project = await testProject({ 'compose.yaml': web('one', 'x') })
  expectSuccess(await dockerCompose(project, ['up', '-d']))
  const file = join(project.directory, 'compose.yaml')
  expect(await why(project, 'web')).toContain(
    `  made     TIME by docker compose, from ${file}\n           why is not known: docker compose keeps no reasons\n`,
  )
  await project.write('compose.yaml', web('two', 'x'))
  expectSuccess(await dockerCompose(project, ['up', '-d']))
  expect(await why(project, 'web')).toContain('by docker compose, in the place of an older one, from ')
})

test('who has stopped a container is told as far as it is known', async () => {
  const files = `services:
  noted: { image: busybox, init: true, command: sleep 1000 }
  other: { image: busybox, init: true, command: sleep 1000 }
  ended: { image: busybox, command: sh -c "echo disk full; exit 3" }
`
  await using project = await testProject({ 'compose.yaml': files })
  expectSuccess(await muster(project, ['up', '-d']))
  await expect.poll(async () => await why(project, 'ended')).toContain('-ended-1: exited (3)')
  expectSuccess(await muster(project, ['stop', 'noted']))
  expectSuccess(await start(['docker', 'stop', `${project.name}-other-1`], {}).done)
  const noted = await why(project, 'noted')
  expect(noted).toContain(`${project.name}-noted-1: exited (143: SIGTERM) since TIME\n`)
  expect(noted).toContain('  ended    stopped by `muster stop`\n')
  expect(noted).toContain('  up       would start it: exited (143)\n')
  expect(await why(project, 'other')).toContain('  ended    stopped by somebody')
  expect(await why(project, 'ended')).toContain(`-ended-1: exited (3) since TIME
  made     TIME by \`muster up\`
  because  no container yet
  ended    its program ended by itself
  log      disk full
`)
  expectSuccess(await start(['docker', 'start', `${project.name}-noted-1`], {}).done)
  expectSuccess(await start(['docker', 'kill', `${project.name}-noted-1`], {}).done)
  expect(await why(project, 'noted')).toContain('  ended    a signal of somebody')
})

test('a service that never started is told with what it waits for, and an unhealthy one with its probe', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    command: sh -c "echo starting; sleep 1000"
    healthcheck: { test: echo no disk; exit 3, interval: 200ms, retries: 1 }
  app: { image: busybox, init: true, command: sleep 1000, depends_on: { db: { condition: service_healthy } } }
`,
  })
  expect((await muster(project, ['up', '-d'])).code).toBe(1)
  const app = await why(project, 'app')
  expect(app).toContain(`${project.name}-app-1: created, never started\n`)
  expect(app).toContain(
    '  waits    for db (service_healthy), which is running (unhealthy); `muster why db` says more\n',
  )
  expect(app).toMatch(/ {2}last up {2}failed at TIME\n.*db-1 is unhealthy\n/)
  const db = await why(project, 'db')
  expect(db).toContain(`${project.name}-db-1: running (unhealthy) since TIME\n`)
  expect(db).toContain('  probe    echo no disk; exit 3  (exit 3)\n           no disk\n')
  expect(db).toContain('  log      starting\n')
})

test('nothing is changed, and no volume, network or container is asked to', async () => {
  await using project = await testProject({ 'compose.yaml': web('one', 'x') })
  await using proxy = await startProxy()
  const through = { env: { DOCKER_HOST: proxy.address } }
  expectSuccess(await muster(project, ['why', 'web'], through))
  expectSuccess(await muster(project, ['up', '-d']))
  expectSuccess(await muster(project, ['stop', '-t', '0']))
  expectSuccess(await muster(project, ['why', 'web'], through))
  expect(mutating(proxy.requests)).toEqual([])
})

test('without a container, and without a file, it says what there is to say', async () => {
  await using project = await testProject({ 'compose.yaml': web('one', 'x') })
  expect(await why(project, 'web')).toBe(`web: no container
  up       would create ${project.name}-web-1: no container yet
`)
  expectSuccess(await muster(project, ['up', '-d']))
  const elsewhere = await muster(project, ['why', 'web'], { cwd: '/' })
  expectSuccess(elsewhere)
  expect(elsewhere.stdout).toContain('  because  no container yet\n  up       refuses: no configuration file')
  const unknown = await muster(project, ['why', 'wep'])
  expect(unknown.code).toBe(1)
  expect(unknown.stderr).toContain('no such service: wep\nfix: did you mean `web`?')
})
