import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dockerCompose, muster, musterPath, type Outcome, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

const files = {
  'compose.yaml':
    'services:\n  a: { build: { context: ctx, args: { WHO: "${WHO:-me}" } }, init: true, command: sleep 3600 }\n  other: { image: busybox, init: true, command: sleep 3600 }\n',
  'ctx/Dockerfile': 'FROM busybox\nARG WHO\nCOPY . /c\nRUN echo $WHO > /who\n',
  'ctx/.dockerignore': '*.log\n',
  'ctx/src/one.txt': 'one',
  'ctx/noise.log': 'noise',
}

/** muster with a cache folder of the test's own. */
async function run(project: TestProject, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return await muster(project, args, { env: { XDG_CACHE_HOME: join(project.directory, '.cache'), ...env } })
}

async function end(project: TestProject): Promise<void> {
  expectSuccess(await run(project, ['down', '-t', '0', '--rmi', 'local']))
}

async function imageId(project: TestProject): Promise<string | undefined> {
  return ((await engineRequest('GET', `/images/${project.name}-a/json`)) as { Id: string } | undefined)?.Id
}

describe('up says that an image is stale', () => {
  test.each([
    { what: 'a file of the context', change: ['ctx/src/one.txt', 'two'], says: 'src/one.txt' },
    { what: 'a new file', change: ['ctx/new.txt', 'new'], says: 'new.txt' },
    { what: 'the Dockerfile', change: ['ctx/Dockerfile', `${files['ctx/Dockerfile']}RUN true\n`], says: 'Dockerfile' },
    { what: 'the rules', change: ['ctx/.dockerignore', 'nothing\n'], says: 'noise.log' },
  ] as const)('when $what changed', async ({ change: [path, text], says }) => {
    await using project = await testProject(files)
    expectSuccess(await run(project, ['up', '-d']))
    expect((await run(project, ['up', '-d'])).stderr).not.toContain('stale')
    await project.write(path, text)
    const told = await run(project, ['up', '-d'])
    expectSuccess(told)
    expect(told.stderr).toMatch(new RegExp(`the image of a is stale: changed: .*${says}`))
    expect(told.stderr).not.toContain('Building')
    await end(project)
  })

  test('when an argument changed, without its value', async () => {
    await using project = await testProject(files)
    expectSuccess(await run(project, ['up', '-d']))
    const told = await run(project, ['up', '-d'], { WHO: 'somebody-else' })
    expect(told.stderr).toContain('changed: argument WHO')
    expect(told.stderr).not.toContain('somebody-else')
    const folder = join(project.directory, '.cache/muster/builds')
    for (const name of await readdir(folder)) expect(await readFile(join(folder, name), 'utf8')).not.toContain('"me"')
    await end(project)
  })
})

describe('an image is not stale', () => {
  test('when a file was only touched, or is ignored', async () => {
    await using project = await testProject(files)
    expectSuccess(await run(project, ['up', '-d']))
    await utimes(join(project.directory, 'ctx/src/one.txt'), 1, 1)
    await project.write('ctx/noise.log', 'more noise')
    expect((await run(project, ['up', '-d'])).stderr).not.toContain('stale')
    await end(project)
  })

  test('when `build --build-arg` gave an argument of its own; --build makes it by the file again', async () => {
    await using project = await testProject(files)
    expectSuccess(await run(project, ['build', '--build-arg', 'WHO=release']))
    const given = await imageId(project)
    const started = await run(project, ['up', '-d', '--rebuild-stale'])
    expectSuccess(started)
    expect(started.stderr).not.toContain('stale')
    expect(await imageId(project)).toBe(given)
    expectSuccess(await run(project, ['up', '-d', '--build']))
    expect((await run(project, ['exec', '-T', 'a', 'cat', '/who'])).stdout).toBe('me\n')
    await end(project)
  })

  test('when somebody else built it', async () => {
    await using project = await testProject(files)
    expectSuccess(await run(project, ['up', '-d']))
    await project.write('ctx/src/one.txt', 'two')
    expectSuccess(await dockerCompose(project, ['build']))
    expect((await run(project, ['up', '-d'])).stderr).not.toContain('stale')
    await end(project)
  })
})

describe('a stale image is built anew', () => {
  test.each([
    { by: '--rebuild-stale', flags: ['--rebuild-stale'], policy: undefined },
    { by: '--build', flags: ['--build'], policy: undefined },
    { by: 'pull_policy: build', flags: [], policy: 'build' },
    { by: 'pull_policy: daily', flags: [], policy: 'daily' },
  ])('by $by, and only then', async ({ flags, policy }) => {
    const own = policy === undefined ? '' : `, pull_policy: ${policy}`
    const compose = files['compose.yaml'].replace('command: sleep 3600 }', `command: sleep 3600${own} }`)
    await using project = await testProject({ ...files, 'compose.yaml': compose })
    expectSuccess(await run(project, ['up', '-d', ...flags]))
    const first = await imageId(project)
    expect((await run(project, ['up', '-d', ...flags])).stderr).not.toMatch(/Building|Recreate/)
    await project.write('ctx/src/one.txt', 'two')
    const rebuilt = await run(project, ['up', '-d', ...flags])
    expectSuccess(rebuilt)
    expect(rebuilt.stderr).toMatch(/Container \S+-a-1 {2}Recreated/)
    expect(rebuilt.stderr).not.toMatch(/Container \S+-other-1 {2}Recreate/)
    expect(await imageId(project)).not.toBe(first)
    await end(project)
  })
})

test.each(['create', 'run'])('%s takes --rebuild-stale, and says without it what is stale', async (verb) => {
  const rest = verb === 'run' ? ['--rm', 'a', 'cat', '/c/src/one.txt'] : []
  await using project = await testProject(files)
  expectSuccess(await run(project, [verb, ...rest]))
  await project.write('ctx/src/one.txt', 'two')
  const before = await imageId(project)
  expect((await run(project, [verb, ...rest])).stderr).toContain('the image of a is stale')
  expect(await imageId(project)).toBe(before)
  const rebuilt = await run(project, [verb, '--rebuild-stale', ...rest])
  expectSuccess(rebuilt)
  expect(await imageId(project)).not.toBe(before)
  if (verb === 'run') expect(rebuilt.stdout).toBe('two')
  await end(project)
})

describe('up --build builds all the same', () => {
  const from = (lines: string): Record<string, string> => ({ ...files, 'ctx/Dockerfile': `FROM busybox\n${lines}` })
  const arg = { ...files, 'ctx/Dockerfile': 'ARG BASE=busybox\nFROM $BASE\nCOPY . /c\n' }

  test.each([
    { what: 'a Dockerfile that copies nothing, whose base may', project: from('RUN true\n') },
    { what: 'a base that a variable names', project: arg },
    { what: 'files of an image', project: from('COPY . /c\nCOPY --from=alpine /etc/os-release /r\n') },
  ])('$what', async ({ project: given }) => {
    await using project = await testProject(given)
    expectSuccess(await run(project, ['up', '-d']))
    expect((await run(project, ['up', '-d', '--build'])).stderr).toContain('Built')
    await end(project)
  })

  test('an image that lost one of its tags', async () => {
    const tag = `mt-${randomBytes(6).toString('hex')}:other`
    const compose = files['compose.yaml'].replace('context: ctx', `context: ctx, tags: ["${tag}"]`)
    await using project = await testProject({ ...files, 'compose.yaml': compose })
    expectSuccess(await run(project, ['up', '-d']))
    expect((await run(project, ['up', '-d', '--build'])).stderr).not.toContain('Built')
    await engineRequest('DELETE', `/images/${tag}`)
    expect((await run(project, ['up', '-d', '--build'])).stderr).toContain('Built')
    expect(await engineRequest('GET', `/images/${tag}/json`)).toBeDefined()
    await end(project)
    await engineRequest('DELETE', `/images/${tag}`)
  })

  test('what shall not use the cache', async () => {
    const compose = files['compose.yaml'].replace('context: ctx', 'context: ctx, no_cache: true')
    await using project = await testProject({ ...files, 'compose.yaml': compose })
    expectSuccess(await run(project, ['up', '-d']))
    expect((await run(project, ['up', '-d', '--build'])).stderr).toContain('Built')
    await end(project)
  })
})

test('an empty folder that comes, and the mode of one, are changes', async () => {
  await using project = await testProject(files)
  expectSuccess(await run(project, ['up', '-d']))
  await mkdir(join(project.directory, 'ctx/empty'))
  expect((await run(project, ['up', '-d', '--build'])).stderr).toContain('Built')
  await chmod(join(project.directory, 'ctx/empty'), 0o700)
  expect((await run(project, ['up', '-d', '--build'])).stderr).toContain('Built')
  expect((await run(project, ['up', '-d', '--build'])).stderr).not.toContain('Built')
  await end(project)
})

/** Seconds that the processor worked for a command: unlike those of the clock, not those for which it worked for others. */
async function processorTime(project: TestProject, args: readonly string[]): Promise<number> {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1'
  const env = { XDG_CACHE_HOME: join(project.directory, '.cache'), LC_ALL: 'C' }
  const command = ['bash', '-c', script, 'bash', musterPath, '-p', project.name, ...args]
  const timed = await start(command, { cwd: project.directory, env }).done
  expectSuccess(timed)
  const [user = '', system = ''] = timed.stderr.trim().split(' ')
  return Number(user) + Number(system)
}

test('a context of 20,000 files is judged in less than a second of the processor', async () => {
  await using project = await testProject(files)
  for (let folder = 0; folder < 100; folder++) {
    const path = join(project.directory, `ctx/many/${folder}`)
    await mkdir(path, { recursive: true })
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => writeFile(join(path, `f${index}`), `${folder}/${index}`)),
    )
  }
  expectSuccess(await run(project, ['up', '-d']))
  const times = { bare: [] as number[], judged: [] as number[] }
  for (let turn = 0; turn < 3; turn++) {
    times.bare.push(await processorTime(project, ['up', '-d', '--no-build']))
    times.judged.push(await processorTime(project, ['up', '-d']))
  }
  expect(Math.min(...times.judged) - Math.min(...times.bare)).toBeLessThan(1)
  await end(project)
})
