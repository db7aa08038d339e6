import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dockerCompose, muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectNothingLeft, expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

test('a chain that ignores its signals takes the longest grace period, not the sum', async () => {
  const deaf = 'image: busybox, command: sh -c "trap true TERM; while true; do sleep 1; done", stop_grace_period: 4s'
  await using project = await testProject({
    'compose.yaml': `services: { a: { ${deaf} }, b: { ${deaf}, depends_on: [a] }, c: { ${deaf}, depends_on: [b] } }`,
  })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const events = await eventsDuring(project.name, async () => {
    expect(await muster(project, ['down'])).toMatchObject({ code: 0 })
  })
  const order = events.map(({ Action }) => Action).filter((action) => action === 'kill' || action === 'die')
  // All have their signal before the first has had its grace.
  expect(order.slice(0, 4)).toEqual(['kill', 'kill', 'kill', 'kill'])
  expect(order.filter((action) => action === 'die')).toHaveLength(3)
  await expectNothingLeft(project)
})

test('--deadline ends a chain that ignores its signals in time, and names what was killed', async () => {
  const deaf = 'image: busybox, command: sh -c "trap true TERM; while true; do sleep 1; done"'
  await using project = await testProject({
    'compose.yaml': `services: { a: { ${deaf} }, b: { ${deaf}, depends_on: [a] }, c: { ${deaf}, depends_on: [b] } }`,
  })
  expectSuccess(await muster(project, ['up', '-d']))
  const events = await eventsDuring(project.name, async () => {
    const down = await muster(project, ['down', '--deadline', '2s'])
    expectSuccess(down)
    for (const service of ['a', 'b', 'c'])
      expect(down.stderr).toContain(
        `${project.name}-${service}-1 still ran when the deadline of 2 s was over, and was killed`,
      )
  })
  const signalled = events.filter(({ Action }) => Action === 'kill').map(({ Actor }) => Actor.Attributes)
  // In order, and then all together.
  expect(signalled.slice(0, 3).map((it) => `${it['com.docker.compose.service']} ${it['signal']}`)).toEqual([
    'c 15',
    'b 15',
    'a 15',
  ])
  expect(signalled.slice(3).map(({ signal }) => signal)).toEqual(['9', '9', '9'])
  const times = events.filter(({ Action }) => Action === 'kill').map(({ timeNano }) => timeNano / 1e9)
  expect((times[5] ?? 0) - (times[3] ?? 0)).toBeLessThan(1)
  expect((times[5] ?? 0) - (times[0] ?? 0)).toBeLessThan(3)
})

test('a clean end of three seconds is not cut by a deadline that leaves it the time, whoever ignores signals before it', async () => {
  const deaf = 'image: busybox, command: sh -c "trap true TERM; while true; do sleep 1; done"'
  const clean = `image: busybox, command: sh -c "trap 'sleep 3; exit 0' TERM; while :; do sleep 0.1; done"`
  await using project = await testProject({
    'compose.yaml': `services: { db: { ${clean} }, web: { ${deaf}, depends_on: [db] } }`,
  })
  expectSuccess(await muster(project, ['up', '-d']))
  const stopped = await muster(project, ['stop', '--deadline=8s'])
  expectSuccess(stopped)
  expect(stopped.stderr).toContain('web-1 still ran when the deadline of 8 s was over')
  expect(stopped.stderr).not.toContain('db-1 still ran')
  const states = await muster(project, ['ps', '-a', '--format', '{{.Service}} {{.ExitCode}}'])
  expect(states.stdout.split('\n').toSorted()).toEqual(['', 'db 0', 'web 137'])
})

test('restart --deadline stops all in reverse order, and then starts all in theirs', async () => {
  const deaf = 'image: busybox, command: sh -c "trap true TERM; while true; do sleep 1; done"'
  await using project = await testProject({
    'compose.yaml': `services: { db: { ${deaf} }, web: { ${deaf}, depends_on: { db: { condition: service_started, restart: true } } } }`,
  })
  expectSuccess(await muster(project, ['up', '-d']))
  const restarted = await muster(project, ['--progress', 'plain', 'restart', '--deadline', '500ms'])
  expectSuccess(restarted)
  expect(restarted.stderr).toMatch(/web-1 +Stopping[^]*db-1 +Stopping[^]*db-1 +Started[^]*web-1 +Started/)
  const states = await muster(project, ['ps', '--format', '{{.Service}} {{.State}}'])
  expect(states.stdout.split('\n').toSorted()).toEqual(['', 'db running', 'web running'])
})

test('a deadline that is none is refused before anything is done', async () => {
  await using project = await testProject({ 'compose.yaml': 'services: { a: { image: busybox } }' })
  const down = await muster(project, ['down', '--deadline', 'soon'])
  expect(down.code).toBe(1)
  expect(down.stderr).toContain('invalid value for --deadline: "soon"')
})

interface Event {
  readonly timeNano: number
  readonly Action: string
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> }
}

/** What the engine does with the containers of a project meanwhile. It remembers 256 events of all projects, so none are asked for later. */
async function eventsDuring(project: string, act: () => Promise<void>): Promise<readonly Event[]> {
  const since = (Date.now() / 1000).toFixed(3)
  const wanted = ['--filter', 'type=container', '--filter', `label=com.docker.compose.project=${project}`]
  const listening = start(['docker', 'events', '--since', since, '--format', 'json', ...wanted], {})
  await act()
  const left = (await objectsOf(project)).containers
  expect(left).toEqual([])
  await expect.poll(() => actionsIn(listening.output()).at(-1)).toBe('destroy')
  listening.signal('SIGKILL')
  return eventsIn((await listening.done).stdout)
}

const eventsIn = (text: string): readonly Event[] =>
  text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Event)

const actionsIn = (text: string): readonly string[] => eventsIn(text).map(({ Action }) => Action)

test('dependents get their signal first, and a clean end within its own grace is never cut', async () => {
  const noting = (name: string, seconds: number): string =>
    `image: busybox, volumes: [log:/log], command: sh -c "trap 'echo ${name} term >> /log/order; sleep ${seconds}; echo ${name} done >> /log/order; exit 0' TERM; while :; do sleep 0.1; done"`
  await using project = await testProject({
    'compose.yaml': `
services:
  db: { ${noting('db', 3)} }
  web: { ${noting('web', 2)}, depends_on: [db] }
volumes: { log: }
`,
  })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const events = await eventsDuring(project.name, async () => {
    expect(await muster(project, ['down'])).toMatchObject({ code: 0 })
  })
  const signalled = events.filter(({ Action }) => Action === 'kill').map(({ Actor }) => Actor.Attributes)
  expect(signalled.map((it) => `${it['com.docker.compose.service']} ${it['signal']}`)).toEqual(['web 15', 'db 15'])
  const read = ['docker', 'run', '--rm', '-v', `${project.name}_log:/log`, 'busybox', 'cat', '/log/order']
  const order = (await start(read, {}).done).stdout.trim().split('\n')
  expect(order).toContain('web done')
  expect(order).toContain('db done')
  expect(await muster(project, ['down', '-v'])).toMatchObject({ code: 0 })
  await expectNothingLeft(project)
})

test('services of profiles that are off now go, too', async () => {
  const sleeper = 'image: busybox, init: true, command: sleep 1000'
  await using project = await testProject({
    'compose.yaml': `services: { a: { ${sleeper} }, extra: { ${sleeper}, profiles: [x] } }`,
  })
  expect(await muster(project, ['--profile', 'x', 'up', '-d'])).toMatchObject({ code: 0 })
  expect(await muster(project, ['-f', 'compose.yaml', 'down'])).toMatchObject({ code: 0 })
  await expectNothingLeft(project)
})

test('a network whose endpoints the engine still counts, though nobody is on it, is asked for again', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { a: { image: busybox, command: sleep 60, init: true } }',
  })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  let refusals = 0
  await using proxy = await startProxy(({ method, path }) => {
    if (method !== 'DELETE' || !path.startsWith('/networks/') || refusals === 2) return { do: 'pass' }
    refusals += 1
    return { do: 'fail', status: 403, message: 'network x id y has active endpoints' }
  })
  expect(await muster(project, ['down', '-t', '0'], { env: { DOCKER_HOST: proxy.address } })).toMatchObject({ code: 0 })
  expect(refusals).toBe(2)
  await expectNothingLeft(project)
})

test('a network that a container of someone else is on stays, and the error names the container', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { a: { image: busybox, command: sleep 60, init: true } }',
  })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const other = `${project.name}-other`
  await start(
    ['docker', 'run', '-d', '--name', other, '--network', `${project.name}_default`, 'busybox', 'sleep', '60'],
    {},
  ).done
  const down = await muster(project, ['down', '-t', '0'])
  await engineRequest('DELETE', `/containers/${other}?force=1`)
  expect(down.stderr).toContain(`network ${project.name}_default is still in use by ${other}`)
})

test.each(['down', 'down --rmi all'])('an image name that is none does not keep %s from its work', async (line) => {
  await using project = await testProject({ 'compose.yaml': '' })
  // Without a file in play, the images of the containers are what goes: one of the project's own.
  const image = `${project.name}-own`
  await start(['docker', 'tag', 'busybox', image], {}).done
  await project.write('compose.yaml', `services: { a: { image: ${image}, init: true, command: sleep 1000 } }\n`)
  expectSuccess(await muster(project, ['up', '-d']))
  await project.write('compose.yaml', 'services: { a: { image: "u:pw@127.0.0.1:1/x" } }\n')
  expectSuccess(await muster(project, [...line.split(' '), '-t', '0']))
  const { stdout } = await start(['docker', 'images', '-q', image], {}).done
  if (stdout !== '') await start(['docker', 'rmi', image], {}).done
  expect(stdout === '').toBe(line.endsWith('all'))
  await expectNothingLeft(project)
})

/** `a` was built under another tag before, and `b` has left the file. */
const builds = (tag: string, more = ''): string => `
services:
  a: { image: "NAME-app:${tag}", build: { dockerfile_inline: "FROM busybox\\nRUN echo ${tag} NAME > /v" }, init: true, command: sleep 1000 }
  ${more}
`

test.each([
  ['-f compose.yaml down --rmi local', 'NAME-b:latest\n'],
  ['down --rmi local --remove-orphans', ''],
])('%s leaves the images that docker compose leaves', async (line, left) => {
  const before = builds('old', 'b: { build: { dockerfile_inline: "FROM busybox\\nRUN echo NAME > /b" } }')
  const outcomes = await Promise.all(
    [muster, dockerCompose].map(async (tool) => {
      await using project = await testProject({ 'compose.yaml': '' })
      for (const yaml of [before, builds('new')]) {
        await project.write('compose.yaml', yaml.replaceAll('NAME', project.name))
        expectSuccess(await muster(project, ['up', '-d']))
      }
      expectSuccess(await tool(project, [...line.split(' '), '-t', '0']))
      const images = [
        'docker',
        'images',
        '--format',
        '{{.Repository}}:{{.Tag}}',
        '--filter',
        `reference=${project.name}*`,
      ]
      const { stdout } = await start(images, {}).done
      if (stdout !== '') await start(['docker', 'rmi', ...stdout.trim().split('\n')], {}).done
      return stdout.replaceAll(project.name, 'NAME')
    }),
  )
  expect(outcomes).toEqual([left, left])
})

const deaf = `image: busybox, command: sh -c "trap true TERM; echo ready; while true; do sleep 0.2; done", stop_grace_period: 1s, x-ready: { log: ready }`

test('who had to be killed is named with what helps, after a restart and a stop; not with -t, and not who ends by himself', async () => {
  const slow = `image: busybox, x-ready: { log: ready }, command: sh -c "trap 'sleep 1; exit 0' TERM; echo ready; while true; do sleep 0.1; done"`
  await using project = await testProject({
    'compose.yaml': `services: { deaf: { ${deaf} }, tini: { ${deaf}, init: true }, slow: { ${slow} } }`,
  })
  const forced = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { code, stderr } = await muster(project, ['--progress', 'quiet', ...args])
    expect(code).toBe(0)
    return stderr.trim().split('\n').filter(Boolean).toSorted()
  }
  const expected = [
    `warning: ${project.name}-deaf-1 did not end within 1 s of SIGTERM and was killed (its first process is sh): set \`init: true\`, let its command \`exec\` the program, or raise \`stop_grace_period\``,
    `warning: ${project.name}-tini-1 did not end within 1 s of SIGTERM and was killed: if it needs longer, raise \`stop_grace_period\`; if it heeds another signal, set \`stop_signal\``,
  ]
  // Who has not come to its trap dies of the signal.
  await forced('up', '-d', '--wait')
  expect(await forced('restart')).toEqual(expected)
  await forced('up', '-d', '--wait')
  expect(await forced('restart', '-t', '1', 'deaf')).toEqual([])
  await forced('up', '-d', '--wait')
  expect(await forced('down')).toEqual(expected)
})

test('who had to be killed while the script that it starts with was still at work is told so', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  db:
    image: busybox
    entrypoint: /set-up.sh
    stop_signal: SIGINT
    stop_grace_period: 2s
    volumes: [./set-up.sh:/set-up.sh]
    x-ready: { log: begun }
`,
    'set-up.sh': '#!/bin/sh -e\necho begun\nsleep 100\nexec sleep 200\n',
  })
  await chmod(join(project.directory, 'set-up.sh'), 0o755)
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  const { stderr } = await muster(project, ['stop'])
  expect(stderr).toContain(
    `${project.name}-db-1 did not end within 2 s of SIGINT and was killed while set-up.sh, which it starts with, was still at work: what that sets up may be incomplete. Stop it when it is ready, or raise`,
  )
  expect(stderr).not.toContain('init: true')
})
