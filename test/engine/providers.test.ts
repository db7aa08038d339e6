import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { programs } from '../harness/programs.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'

const provider = `echo "$*" >> $CALLS
[ "$2" = metadata ] && exit 1
[ -z "$LD_PRELOAD" ] || echo "LD_PRELOAD $LD_PRELOAD" >> $CALLS
[ -z "$MINE" ] || echo "MINE $MINE" >> $CALLS
echo '{"type":"info","message":"working on it"}'
echo '{"type":"debug","message":"inner thoughts"}'
[ "$3" = down ] || echo '{"type":"setenv","message":"URL=http://x?a=b"}'`

const services = `services:
  my-db:
    provider: { type: fakecloud, options: { size: 3, tag: [a, b] } }
  web:
    image: busybox
    init: true
    command: sleep 1000
    depends_on: [my-db]
  far:
    image: busybox
    init: true
    command: sleep 1000
    depends_on: [web]
`

async function environmentOf(project: TestProject, service: string): Promise<readonly string[]> {
  const path = `/containers/${project.name}-${service}-1/json`
  const { Config: config } = (await engineRequest('GET', path)) as { Config: { Env: readonly string[] } }
  return config.Env.filter((entry) => entry.startsWith('MY-DB_'))
}

const wordsOf = (line: string): readonly string[] => line.split(' ').toSorted()

test('a provider is called as docker compose calls it, and its variables reach who depends on it, with the same hash', async () => {
  await using project = await testProject({ 'compose.yaml': services })
  await using path = await programs({ fakecloud: provider })
  const { env } = path
  const up = await muster(project, ['--allow-provider', 'fakecloud', 'up', '-d'], { env })
  expectSuccess(up)
  expect(up.stderr).toMatch(/my-db {2}working on it/)
  expect(up.stderr).not.toContain('inner thoughts')
  const ours = await path.calls()
  expect(ours).toEqual(['compose metadata', `compose --project-name=${project.name} up --size=3 --tag=a --tag=b my-db`])
  expect([await environmentOf(project, 'web'), await environmentOf(project, 'far')]).toEqual([
    ['MY-DB_URL=http://x?a=b'],
    [],
  ])
  const ids = (await objectsOf(project.name)).containers.map(({ Id }) => Id).toSorted()
  expectSuccess(await dockerCompose(project, ['up', '-d'], { env }))
  expectSuccess(await muster(project, ['up', '-d'], { env: { ...env, MUSTER_ALLOW_PROVIDER: 'other,fakecloud' } }))
  expect((await objectsOf(project.name)).containers.map(({ Id }) => Id).toSorted()).toEqual(ids)
  const theirs = (await path.calls()).slice(2, 4)
  // docker compose 2.40.3 passes the options in another order each time.
  expect(theirs.map(wordsOf)).toEqual(ours.map(wordsOf))
})

test('down tells the provider, and without consent it only warns', async () => {
  await using project = await testProject({ 'compose.yaml': services })
  await using path = await programs({ fakecloud: provider })
  const env = { ...path.env, MUSTER_ALLOW_PROVIDER: 'fakecloud' }
  expectSuccess(await muster(project, ['up', '-d'], { env }))
  const quiet = await muster(project, ['-f', 'compose.yaml', 'down', '-t', '0'], { env: path.env })
  expectSuccess(quiet)
  expect(quiet.stderr).toContain('nobody has agreed to that; it is not told that my-db goes')
  expect((await path.calls()).filter((line) => line.includes(' down '))).toEqual([])
  expectSuccess(await muster(project, ['-f', 'compose.yaml', 'down', '-t', '0'], { env }))
  expect((await path.calls()).at(-1)).toBe(`compose --project-name=${project.name} down --size=3 --tag=a --tag=b my-db`)
})

test.each(['up -d', 'create', 'plan', 'run --rm web true', 'up --dry-run'])(
  '`%s` refuses a provider that nobody has agreed to, at its place, and runs nothing',
  async (command) => {
    await using project = await testProject({ 'compose.yaml': services, '.env': 'MUSTER_ALLOW_PROVIDER=fakecloud\n' })
    await using path = await programs({ fakecloud: provider })
    const refused = await muster(project, command.split(' '), { env: path.env })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('compose.yaml:3:23: error[E082]: my-db: the provider fakecloud is a program')
    expect(refused.stderr).toContain(`${path.folder}/muster/trusted-providers`)
    expect(await path.calls()).toEqual([])
    expect((await objectsOf(project.name)).containers).toEqual([])
  },
)

test.each([
  ['an included file', { 'compose.yaml': 'include: [other.yaml]\n', 'other.yaml': services }],
  [
    'an extended file',
    {
      'compose.yaml': 'services:\n  my-db:\n    extends: { file: other.yaml, service: my-db }\n',
      'other.yaml': services,
    },
  ],
  [
    'an included file, partly overridden here,',
    {
      'compose.yaml': 'include: [{ path: [other.yaml, mine.yaml] }]\n',
      'other.yaml': services,
      'mine.yaml': 'services:\n  my-db:\n    provider: { type: fakecloud }\n',
    },
  ],
])('the provider of %s is never run, whoever agrees', async (_, files) => {
  await using project = await testProject(files as unknown as Record<string, string>)
  await using path = await programs({ fakecloud: provider })
  const up = await muster(project, ['--allow-provider', 'fakecloud', 'up', '-d'], { env: path.env })
  expect(up.code).toBe(1)
  expect(up.stderr).toContain('the provider fakecloud comes from another file')
  expect(await path.calls()).toEqual([])
})

test('the provider of a project from a registry is never run, whoever agrees', async () => {
  await using project = await testProject({ 'cache/docker-compose/0123/compose.yaml': services })
  await using path = await programs({ fakecloud: provider })
  const env = { ...path.env, XDG_CACHE_HOME: `${project.directory}/cache` }
  const args = ['-f', 'cache/docker-compose/0123/compose.yaml', '--allow-provider', 'fakecloud', 'up', '-d']
  const up = await muster(project, args, { env })
  expect(up.code).toBe(1)
  expect(up.stderr).toContain('the provider fakecloud comes from another file')
  expect(await path.calls()).toEqual([])
})

test("the user's trust holds for one folder, and an env file cannot steer the program", async () => {
  await using project = await testProject({ 'compose.yaml': services, '.env': 'LD_PRELOAD=/nowhere.so\nMINE=yes\n' })
  await using path = await programs({ fakecloud: provider })
  const trust = async (folder: string): Promise<void> =>
    await writeFile(join(path.folder, 'muster', 'trusted-providers'), `fakecloud ${folder}\n`)
  await mkdir(join(path.folder, 'muster'))
  await trust(`${project.directory}/elsewhere`)
  expect((await muster(project, ['up', '-d'], { env: path.env })).code).toBe(1)
  await trust(project.directory)
  expectSuccess(await muster(project, ['up', '-d'], { env: path.env }))
  expect((await path.calls()).filter((line) => /LD_PRELOAD|MINE/.test(line))).toEqual(['MINE yes'])
})

test.each([
  ['says error', `echo '{"type":"error","message":"no quota"}'`, 'my-db: no quota'],
  ['ends with a code', 'echo broken >&2; exit 3', 'my-db: provider fakecloud failed to up: exit status 3 (broken)'],
  ['talks nonsense', 'echo hello', 'my-db: the provider answered something that is not a message of the protocol'],
])('a provider that %s fails the command before anything is created', async (_, script, says) => {
  await using project = await testProject({ 'compose.yaml': services })
  await using path = await programs({ fakecloud: `[ "$2" = metadata ] && exit 1\n${script}` })
  const up = await muster(project, ['--allow-provider', 'fakecloud', 'up', '-d'], { env: path.env })
  expect(up.code).toBe(1)
  expect(up.stderr).toContain(says)
  expect(await objectsOf(project.name)).toMatchObject({ containers: [], networks: [] })
})

test('a provider that tells its parameters gets those only, and must get those that it needs', async () => {
  await using project = await testProject({ 'compose.yaml': services })
  const metadata = `{"up":{"parameters":[{"name":"size","required":true},{"name":"zone","required":true}]}}`
  await using path = await programs({
    'docker-fakecloud': `case "$2" in metadata) echo '${metadata}';; *) echo "$*" >> $CALLS;; esac`,
  })
  const args = ['--allow-provider', 'fakecloud', 'up', '-d']
  const missing = await muster(project, args, { env: path.env })
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain('my-db: provider fakecloud needs the option zone')
  await project.write('compose.yaml', services.replace('size: 3', 'size: 3, zone: eu'))
  expectSuccess(await muster(project, args, { env: path.env }))
  expect(await path.calls()).toEqual([`compose --project-name=${project.name} up --size=3 --zone=eu my-db`])
})

test('a provider that is not installed is said so', async () => {
  await using project = await testProject({ 'compose.yaml': services })
  const up = await muster(project, ['--allow-provider', 'fakecloud', 'up', '-d'])
  expect(up.code).toBe(1)
  expect(up.stderr).toContain('my-db: there is no provider "fakecloud": neither a docker plugin nor a program in PATH')
})
