import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { muster, musterPath, start, startMuster } from '../harness/command.ts'
import { engineTarget } from '../harness/engine.ts'
import { expectNothingLeft, expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const two = `services:
  a: { image: busybox, init: true, command: sleep 1000 }
  b: { image: busybox, init: true, command: sleep 1000, depends_on: [a] }
`
const slow = `services:
  a: { image: busybox, init: true, command: sleep 1000, healthcheck: { test: test -e /ready, interval: 1s, retries: 1000 } }
`

test('two ups of one project at once both succeed, with one set of containers', async () => {
  await using project = await testProject({ 'compose.yaml': two })
  for (let round = 0; round < 4; round++) {
    const [one, other] = await Promise.all([muster(project, ['up', '-d']), muster(project, ['up', '-d'])])
    expectSuccess(one)
    expectSuccess(other)
    const { containers, networks } = await objectsOf(project.name)
    expect([containers.length, networks.length]).toEqual([2, 1])
    expectSuccess(await muster(project, ['down', '-t', '0']))
    await expectNothingLeft(project)
  }
})

test('a down waits for an up that is at work, and then removes all of it', async () => {
  await using project = await testProject({ 'compose.yaml': slow })
  const up = startMuster(project, ['up', '--wait'])
  await up.seen(/Waiting/)
  const down = startMuster(project, ['down', '-t', '0'])
  await down.seen(/waiting for "up" of project mt-\w+ \(pid \d+, \d+ s\)/)
  expectSuccess(await start(['docker', 'exec', `${project.name}-a-1`, 'touch', '/ready'], {}).done)
  expectSuccess(await up.done)
  expectSuccess(await down.done)
  await expectNothingLeft(project)
})

test('a restart waits for an up that is at work; a kill does not', async () => {
  await using project = await testProject({ 'compose.yaml': slow })
  const up = startMuster(project, ['up', '--wait'])
  await up.seen(/Waiting/)
  const restart = startMuster(project, ['restart', '-t', '0'])
  await restart.seen(/waiting for "up"/)
  const kill = await muster(project, ['kill'])
  expectSuccess(kill)
  expect(kill.stderr).not.toContain('waiting for')
  expect((await up.done).code).toBe(1)
  expectSuccess(await restart.done)
})

test('two addresses of one engine are one engine', async () => {
  await using project = await testProject({ 'compose.yaml': slow })
  const link = join(project.directory, 'engine.sock')
  await symlink(engineTarget().socketPath, link)
  const up = startMuster(project, ['up', '--wait'])
  await up.seen(/Waiting/)
  const down = startMuster(project, ['down', '-t', '0'], { env: { DOCKER_HOST: `unix://${link}` } })
  await down.seen(/waiting for "up" of project/)
  up.signal('SIGINT')
  await up.done
  expectSuccess(await down.done)
})

test('who was killed keeps nobody waiting', async () => {
  await using project = await testProject({ 'compose.yaml': slow })
  const up = startMuster(project, ['up', '--wait'])
  await up.seen(/Waiting/)
  const down = startMuster(project, ['down', '-t', '0'])
  await down.seen(/waiting for "up"/)
  up.signal('SIGKILL')
  expectSuccess(await down.done)
  await expectNothingLeft(project)
})

test('--lock-timeout ends the wait with exit code 6', async () => {
  await using project = await testProject({ 'compose.yaml': slow })
  const up = startMuster(project, ['up', '--wait'])
  await up.seen(/Waiting/)
  const late = await muster(project, ['down', '--lock-timeout', '50ms'])
  expect(late).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(/another muster.*\[E086\][^]*--lock-timeout/) as string,
  })
  up.signal('SIGINT')
  await up.done
})

test('a project of another folder is left alone, unless it is adopted', async () => {
  await using first = await testProject({})
  await using second = await testProject({})
  const named = `name: ${first.name}\n${two}`
  for (const project of [first, second]) await project.write('compose.yaml', named)
  const run = async (cwd: string, args: readonly string[]): ReturnType<typeof muster> =>
    await start([musterPath, ...args], { cwd }).done
  expectSuccess(await run(first.directory, ['up', '-d']))
  const before = (await objectsOf(first.name)).containers.map(({ Id }) => Id)
  const data = [
    ['reset', '--empty'],
    ['reset', '--abandon'],
    ['snapshot', 'save', 's'],
    ['fault', 'kill', 'a', '--for', '1s'],
  ]
  for (const args of [['up', '-d', '--force-recreate'], ['down'], ...data]) {
    const refused = await run(second.directory, args)
    expect(refused).toMatchObject({ code: 7, stderr: expect.stringContaining(first.directory) as string })
    expect(refused.stderr).toContain(second.directory)
  }
  expect((await objectsOf(first.name)).containers.map(({ Id }) => Id)).toEqual(before)
  expectSuccess(await run(second.directory, ['up', '-d', '--force-recreate', '--adopt']))
  expectSuccess(await run(second.directory, ['down', '-t', '0']))
  await expectNothingLeft(first)
})

test.each(['stop', 'restart', 'kill', 'start', 'pause', 'rm -sf', 'scale a=2', 'create', 'rm -f'])(
  '%s leaves containers of another folder alone',
  async (line) => {
    await using first = await testProject({})
    await using second = await testProject({})
    for (const project of [first, second]) await project.write('compose.yaml', `name: ${first.name}\n${two}`)
    const run = async (cwd: string, args: readonly string[]): ReturnType<typeof muster> =>
      await start([musterPath, ...args], { cwd }).done
    expectSuccess(await run(first.directory, line === 'rm -f' ? ['create'] : ['up', '-d']))
    const before = await objectsOf(first.name)
    for (const dryRun of [['--dry-run'], []]) {
      const refused = await run(second.directory, [...dryRun, ...line.split(' ')])
      expect(refused).toMatchObject({ code: 7, stderr: expect.stringContaining(first.directory) as string })
    }
    const states = ({ containers }: typeof before): readonly string[] =>
      containers.map(({ Id, State }) => Id + State).sort()
    expect(states(await objectsOf(first.name))).toEqual(states(before))
    expectSuccess(await run(second.directory, ['-p', first.name, 'stop', '-t', '0']))
  },
)

test('what was adopted stays adopted', async () => {
  await using first = await testProject({})
  await using second = await testProject({})
  for (const project of [first, second]) await project.write('compose.yaml', `name: ${first.name}\n${two}`)
  await first.write(
    'compose.yaml',
    `name: ${first.name}\n${two}  only: { image: busybox, init: true, command: sleep 1000 }\n`,
  )
  const run = async (cwd: string, args: readonly string[]): ReturnType<typeof muster> =>
    await start([musterPath, ...args], { cwd }).done
  expectSuccess(await run(first.directory, ['up', '-d']))
  const planned = await run(second.directory, ['--adopt', 'plan'])
  expect(planned.stdout).toMatch(new RegExp(`recreate +it belonged to ${first.directory}`))
  expectSuccess(await run(second.directory, ['--adopt', 'up', '-d', '-t', '0']))
  const again = await run(second.directory, ['plan', '--detailed-exitcode'])
  expectSuccess(again)
  expect(again.stdout).toContain('2 keep')
  expect(await run(first.directory, ['up', '-d'])).toMatchObject({ code: 7 })
})

test('plan tells that up would refuse a project of another folder', async () => {
  await using first = await testProject({})
  await using second = await testProject({})
  for (const project of [first, second]) await project.write('compose.yaml', `name: ${first.name}\n${two}`)
  const run = async (cwd: string, args: readonly string[]): ReturnType<typeof muster> =>
    await start([musterPath, ...args], { cwd }).done
  expectSuccess(await run(first.directory, ['up', '-d']))
  const up = await run(second.directory, ['up', '-d'])
  for (const args of [['plan'], ['plan', '--detailed-exitcode'], ['--dry-run', 'up'], ['plan', '--down']])
    expect(await run(second.directory, args)).toMatchObject({ code: 7, stderr: up.stderr })
})

/** Two folders with the same `compose.yaml`, whose `.env` gives both the name of the first. */
async function namedAlike(over: AsyncDisposableStack): Promise<readonly [string, string, string]> {
  const first = over.use(await testProject({}))
  const second = over.use(await testProject({}))
  for (const project of [first, second]) {
    await project.write(
      'compose.yaml',
      `${two}  d: { image: busybox, init: true, command: sleep 1000, volumes: [data:/data] }\nvolumes: { data: {} }\n`,
    )
    await project.write('.env', `COMPOSE_PROJECT_NAME=${first.name}\n`)
  }
  await second.write('broken.yaml', 'services: { a: { image: [broken] } }\n')
  return [first.name, first.directory, second.directory]
}

test('a name in a `.env`, which every checkout has, takes no containers of another folder; one that is given does', async () => {
  await using over = new AsyncDisposableStack()
  const [name, first, second] = await namedAlike(over)
  const run = async (cwd: string, args: readonly string[], env = {}): ReturnType<typeof muster> =>
    await start([musterPath, ...args], { cwd, env }).done
  expectSuccess(await run(first, ['up', '-d', '--wait']))
  const before = await objectsOf(name)
  const lines = ['down -v', '-f broken.yaml down -v', '--env-file .env down -v', 'up -d', 'plan', 'stop']
  for (const line of [...lines, '-f broken.yaml stop', '-f broken.yaml kill a'])
    expect(await run(second, line.split(' ')), line).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(new RegExp(`belongs to ${first}.*\\[E085\\][^]*\\.env[^]*--adopt`)) as string,
    })
  expectSuccess(await run(second, ['kill', 'nosuch']))
  const { containers, volumes } = await objectsOf(name)
  expect(containers.map(({ Id, State }) => Id + State)).toEqual(before.containers.map(({ Id, State }) => Id + State))
  expect(volumes).toHaveLength(1)
  expectSuccess(await run(first, ['-f', 'compose.yaml', 'stop', '-t', '0', 'b']))
  expectSuccess(await run(second, ['-p', name, 'stop', '-t', '0', 'a']))
  expectSuccess(await run(second, ['down', '-v', '-t', '0'], { COMPOSE_PROJECT_NAME: name }))
  expect((await objectsOf(name)).volumes).toEqual([])
})

test('folders that one --env-file makes one project are one', async () => {
  await using project = await testProject({
    'a/compose.yaml': 'services: { a: { image: busybox, init: true, command: sleep 1000 } }\n',
    'b/compose.yaml': 'services: { b: { image: busybox, init: true, command: sleep 1000 } }\n',
  })
  await project.write('all.env', `COMPOSE_PROJECT_NAME=${project.name}\n`)
  const run = async (...args: string[]): ReturnType<typeof muster> =>
    await start([musterPath, '--env-file', 'all.env', ...args], { cwd: project.directory }).done
  expectSuccess(await run('-f', 'a/compose.yaml', 'up', '-d'))
  expectSuccess(await run('-f', 'b/compose.yaml', 'up', '-d'))
  expectSuccess(await run('-f', 'b/compose.yaml', 'down', '-t', '0', '--remove-orphans'))
  await expectNothingLeft(project)
})
