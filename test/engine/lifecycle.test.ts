import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { dockerCompose, muster, type Outcome, start } from '../harness/command.ts'
import { expectNothingLeft, expectSettled, expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'
import { quickly } from '../harness/quickly.ts'
import { snapshot } from '../harness/snapshot.ts'

const file = `
services:
  db:
    image: busybox
    init: true
    command: sleep 3600
    healthcheck: { test: "true", ${quickly} }
    configs: [{ source: inline, target: /etc/inline }]
  web:
    image: busybox
    init: true
    command: sleep 3600
    depends_on: { db: { condition: service_healthy, restart: true } }
    volumes: [/scratch]
configs: { inline: { content: hello } }
`

/** Each changes something, so that both programs have something to say. */
const life: readonly (readonly string[])[] = [
  ['create'],
  ['start'],
  ['pause'],
  ['unpause', 'web'],
  ['unpause', 'db'],
  ['restart', '-t', '0', 'db'],
  ['stop', '-t', '0'],
  ['start', 'web'],
  ['kill'],
  ['up', '-d'],
  ['scale', 'web=3'],
  ['scale', '--no-deps', 'web=2'],
  ['kill', '-s', 'TERM', 'web'],
  ['rm', '-f', 'web'],
  ['create', '--scale', 'web=2'],
  ['start'],
  ['rm', '-s', '-f', '-v', 'web'],
  ['up', '-d'],
  ['restart', '--no-deps', '-t', '0', 'web'],
]

interface Moment {
  readonly command: string
  readonly state: string
  /** Without the order, which neither of them promises. */
  readonly said: readonly string[]
  readonly printed: readonly string[]
}

type Drive = typeof muster

async function lived(project: TestProject, drivers: readonly Drive[]): Promise<readonly Moment[]> {
  const moments: Moment[] = []
  for (const [index, args] of life.entries()) {
    const drive = drivers[index % drivers.length] ?? muster
    const outcome = await drive(project, ['-f', 'compose.yaml', ...args])
    expectSuccess(outcome)
    if (args[0] === 'kill') await ended(project, args.includes('web') ? 'web' : '')
    moments.push({
      command: args.join(' '),
      state: await snapshot(project.name),
      // docker compose waits also for what is healthy already.
      said: outcome.stderr
        .split('\n')
        .filter((line) => !/(Waiting|Healthy)$/.test(line))
        .toSorted(),
      printed: outcome.stdout.split(/[\s,]+/).toSorted(),
    })
  }
  return moments
}

/** The engine answers a kill before the container has ended. */
async function ended(project: TestProject, service: string): Promise<void> {
  await vi.waitUntil(
    async () => {
      const { containers } = await objectsOf(project.name)
      return containers.every(({ Names: [name = ''], State }) => !name.includes(service) || State !== 'running')
    },
    { timeout: 60_000 },
  )
}

describe('a life of a project', () => {
  let project: TestProject
  let reference: readonly Moment[]

  beforeAll(async () => {
    project = await testProject({ 'compose.yaml': file })
    reference = await lived(project, [dockerCompose])
    return async () => await project[Symbol.asyncDispose]()
  })

  test.each([
    { by: 'muster alone', drivers: [muster] },
    { by: 'docker compose and muster in turn', drivers: [dockerCompose, muster] },
    { by: 'muster and docker compose in turn', drivers: [muster, dockerCompose] },
  ])('by $by is the one that docker compose gives it, with the same words', async ({ drivers }) => {
    expectSuccess(await dockerCompose(project, ['down', '-v', '-t', '0']))
    const moments = await lived(project, drivers)
    for (const [index, moment] of moments.entries()) expect(moment).toEqual(reference[index])
    await expectSettled(project)
    expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
    await expectNothingLeft(project)
  })
})

const sleeper = 'image: busybox, init: true, command: sleep 3600'
const pair = `services: { db: { ${sleeper} }, web: { ${sleeper}, depends_on: [db] } }`

async function states(project: TestProject): Promise<Readonly<Record<string, string>>> {
  const { containers } = await objectsOf(project.name)
  return Object.fromEntries(
    containers
      .map(({ Names: [name = ''], State }) => [name.slice(project.name.length + 2), State])
      .sort((a, b) => (String(a) < String(b) ? -1 : 1)),
  )
}

/** Runs in a folder without a file: only the name of the project is known. */
async function fileless(project: TestProject, args: readonly string[]): Promise<Outcome> {
  return await muster(project, args, { cwd: '/' })
}

test.each([
  { maker: 'muster', drive: muster },
  { maker: 'docker compose', drive: dockerCompose },
])('a project of $maker is handled by its name alone', async ({ drive }) => {
  await using project = await testProject({ 'compose.yaml': pair })
  expectSuccess(await drive(project, ['create']))
  const life: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['start web', { 'db-1': 'running', 'web-1': 'running' }],
    ['pause db', { 'db-1': 'paused', 'web-1': 'running' }],
    ['unpause db', { 'db-1': 'running', 'web-1': 'running' }],
    ['kill web', { 'db-1': 'running', 'web-1': 'exited' }],
    ['restart -t 0', { 'db-1': 'running', 'web-1': 'running' }],
    ['stop -t 0', { 'db-1': 'exited', 'web-1': 'exited' }],
    ['start --wait', { 'db-1': 'running', 'web-1': 'running' }],
    ['rm -s -f web', { 'db-1': 'running' }],
  ]
  for (const [command, expected] of life) {
    expectSuccess(await fileless(project, command.split(' ')))
    if (command === 'kill web') await ended(project, 'web')
    expect({ command, states: await states(project) }).toEqual({ command, states: expected })
  }
  expectSuccess(await fileless(project, ['down', '-t', '0']))
  await expectNothingLeft(project)
})

describe('what cannot be done', () => {
  test.each([
    { args: 'start', with: 'files', code: 1, stderr: 'service "db" has no container to start' },
    { args: 'stop', with: 'files', code: 0, stderr: '' },
    { args: 'restart', with: 'files', code: 0, stderr: '' },
    { args: 'pause', with: 'files', code: 0, stderr: '' },
    { args: 'unpause', with: 'files', code: 0, stderr: '' },
    { args: 'kill', with: 'files', code: 0, stderr: 'no container to kill' },
    { args: 'rm -f', with: 'files', code: 0, stderr: 'No stopped containers' },
    { args: 'wait web', with: 'files', code: 1, stderr: 'no containers for project' },
    { args: 'stop nosuch', with: 'files', code: 1, stderr: 'no such service: nosuch' },
    { args: 'scale nosuch=2', with: 'files', code: 1, stderr: 'no such service: nosuch' },
    { args: 'scale web', with: 'files', code: 1, stderr: 'invalid scale specifier: web' },
    { args: 'create --build --no-build', with: 'files', code: 1, stderr: '--build and --no-build are incompatible' },
    { args: 'start', with: 'name', code: 1, stderr: 'no container found for project' },
    { args: 'stop', with: 'name', code: 0, stderr: '' },
    { args: 'kill', with: 'name', code: 0, stderr: 'no container to kill' },
    { args: 'create', with: 'name', code: 1, stderr: 'no configuration file provided: not found' },
    { args: 'pull', with: 'name', code: 1, stderr: 'no configuration file provided: not found' },
  ] as const)('$args, known by its $with: as docker compose', async ({ args, with: by, code, stderr }) => {
    await using project = await testProject({ 'compose.yaml': pair })
    const command = [...(by === 'name' ? [] : ['-f', 'compose.yaml']), ...args.split(' ')]
    for (const drive of [dockerCompose, muster]) {
      const outcome = await drive(project, command, by === 'name' ? { cwd: '/' } : {})
      expect(outcome.code).toBe(code)
      expect(outcome.stderr).toContain(stderr)
    }
  })

  test('pausing twice and starting what is paused fail with the name of the container', async () => {
    await using project = await testProject({ 'compose.yaml': `services: { web: { ${sleeper} } }` })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['pause']))
    const again = await muster(project, ['pause'])
    expect(again).toMatchObject({ code: 1 })
    expect(again.stderr).toContain(`container ${project.name}-web-1 is already paused`)
    const started = await muster(project, ['start'])
    expect(started).toMatchObject({ code: 1 })
    expect(started.stderr).toContain('cannot start a paused container, try unpause instead')
  })
})

test.each([
  { answer: 'y\n', left: [] },
  { answer: 'n\n', left: ['web-1'] },
  { answer: '', left: ['web-1'] },
])('rm asks, and takes the answer $answer from a pipe', async ({ answer, left }) => {
  await using project = await testProject({ 'compose.yaml': `services: { web: { ${sleeper} } }` })
  expectSuccess(await muster(project, ['create']))
  const removed = await muster(project, ['rm'], { stdin: answer })
  expectSuccess(removed)
  expect(removed.stdout).toBe(`Going to remove ${project.name}-web-1`)
  expect(Object.keys(await states(project))).toEqual(left)
})

describe('wait', () => {
  const jobs = `services:
  first:
    image: busybox
    command: sh -c "while [ ! -e /tmp/go ]; do sleep 0.1; done; exit 3"
  last: { image: busybox, init: true, command: sleep 3600, depends_on: [first] }
`
  /** Waits, and lets the first one go as soon as the engine has been asked for the end of `asked` containers. */
  const waitFor = async (project: TestProject, args: readonly string[], asked: number): Promise<Outcome> => {
    await using proxy = await startProxy()
    const waiting = muster(project, ['wait', ...args], { env: { DOCKER_HOST: proxy.address } })
    await vi.waitUntil(() => proxy.requests.filter(({ path }) => path.endsWith('/wait')).length === asked, {
      timeout: 60_000,
    })
    expectSuccess(await start(['docker', 'exec', `${project.name}-first-1`, 'touch', '/tmp/go'], {}).done)
    return await waiting
  }

  test('ends with the code of the container', async () => {
    await using project = await testProject({ 'compose.yaml': jobs })
    expectSuccess(await muster(project, ['-f', 'compose.yaml', 'up', '-d']))
    const outcome = await waitFor(project, ['first'], 1)
    expect(outcome.code).toBe(3)
    expect(outcome.stdout).toMatch(/^container "[0-9a-f]{64}" exited with status code 3\n$/)
  })

  test('takes everything down with the first container with --down-project', async () => {
    await using project = await testProject({ 'compose.yaml': jobs })
    expectSuccess(await muster(project, ['-f', 'compose.yaml', 'up', '-d']))
    expect(await waitFor(project, ['--down-project', 'first', 'last'], 2)).toMatchObject({ code: 3 })
    await expectNothingLeft(project)
  })
})

test.each([
  { drive: muster, answer: 'y\n', kept: false },
  { drive: muster, answer: 'n\n', kept: true },
  { drive: muster, answer: '', kept: true },
  { drive: dockerCompose, answer: 'y\n', kept: false },
])('up asks before it gives up the data of a changed volume, and takes $answer from a pipe', async (row) => {
  const yaml = (version: string): string => `services:
  web: { ${sleeper}, volumes: ["data:/data"] }
volumes: { data: { labels: { version: "${version}" } } }
`
  await using project = await testProject({ 'compose.yaml': yaml('1') })
  expectSuccess(await muster(project, ['-f', 'compose.yaml', 'up', '-d']))
  const touch = ['docker', 'exec', `${project.name}-web-1`]
  expectSuccess(await start([...touch, 'touch', '/data/mark'], {}).done)
  await project.write('compose.yaml', yaml('2'))
  const up = await row.drive(project, ['-f', 'compose.yaml', 'up', '-d', '-t', '0'], { stdin: row.answer })
  expectSuccess(up)
  expect(up.stdout).toContain(
    `Volume "${project.name}_data" exists but doesn't match configuration in compose file. Recreate (data will be lost)?`,
  )
  expect((await start([...touch, 'test', '-e', '/data/mark'], {}).done).code).toBe(row.kept ? 0 : 1)
  expectSuccess(await muster(project, ['-f', 'compose.yaml', 'down', '-v', '-t', '0']))
  await expectNothingLeft(project)
})

test('a restart says which changes of files and env files it does not apply, and `up` applies them', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { a: { image: busybox, init: true, command: sleep 3600, env_file: a.env } }',
    'a.env': 'A=1',
  })
  expectSuccess(await muster(project, ['up', '-d']))
  const restarted = async (): Promise<string> =>
    (await muster(project, ['-f', 'compose.yaml', '--progress', 'quiet', 'restart'])).stderr
  expect(await restarted()).toBe('')
  await writeFile(join(project.directory, 'a.env'), 'A=2')
  expect(await restarted()).toBe('warning: a: environment.A changed, and a restart does not apply that: use `up`\n')
  expectSuccess(await muster(project, ['up', '-d']))
  expect(await restarted()).toBe('')
})
