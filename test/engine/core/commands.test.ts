import { describe, expect, test } from 'vitest'
import { muster, type Outcome, startMuster } from '../../harness/command.ts'
import { expectNothingLeft, expectSettled, expectSuccess } from '../../harness/oracles.ts'
import { objectsOf, testProject, type TestProject } from '../../harness/project.ts'
import { quickly } from '../../harness/quickly.ts'

const stack = `
services:
  db:
    image: busybox
    command: ["sh", "-c", "echo db is up; exec sleep 3600"]
    init: true
    healthcheck: { test: "true", ${quickly} }
    volumes: [data:/data, /scratch]
  web:
    image: busybox
    command: ["sh", "-c", "echo web is up; echo warning >&2; exec httpd -f -p 80 -h /etc"]
    init: true
    stop_grace_period: 1s
    depends_on: { db: { condition: service_healthy } }
    ports: ["80"]
    environment: { GREETING: hello }
    networks: { default: { aliases: [frontend] }, back: }
networks: { back: }
volumes: { data: }
`

const succeed = async (project: TestProject, ...args: readonly string[]): Promise<Outcome> => {
  const outcome = await muster(project, args)
  expectSuccess(outcome)
  return outcome
}

const idsOf = async (project: TestProject): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await objectsOf(project.name)).containers.map((c) => [shortName(project, c.Names[0]), c.Id]))

const statesOf = async (project: TestProject): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await objectsOf(project.name)).containers.map((c) => [shortName(project, c.Names[0]), c.State]))

const shortName = (project: TestProject, name = ''): string => name.replace(`/${project.name}-`, '')

// Whatever engine it is: the tests of this file run on each kind that muster supports.
describe('the core commands', () => {
  test('bring a project up once, show it, and take all of it down', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    await succeed(project, 'up', '-d')
    await expectSettled(project)
    const rows = (await succeed(project, 'ps', '--format', '{{.Service}} {{.State}}')).stdout
    expect(rows).toBe('db running\nweb running\n')
    expect((await succeed(project, 'port', 'web', '80')).stdout).toMatch(/^0\.0\.0\.0:\d+\n$/)
    expect((await succeed(project, 'ps', '--format', '{{.Ports}}', 'web')).stdout).toMatch(/0\.0\.0\.0:\d+->80\/tcp/)
    expect((await succeed(project, 'ls', '--filter', `name=${project.name}`, '-q')).stdout).toBe(`${project.name}\n`)
    await succeed(project, 'down', '-v', '-t', '0')
    await expectNothingLeft(project)
  })

  test('recreate what changed, keep its data, and scale', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    await succeed(project, 'up', '-d')
    const before = await idsOf(project)
    await succeed(project, 'exec', '-T', 'db', 'touch', '/data/kept', '/scratch/kept')
    await project.write('compose.yaml', stack.replace('db is up', 'db is new'))
    await succeed(project, 'up', '-d', '--scale', 'web=2')
    const after = await idsOf(project)
    expect(Object.keys(after).sort()).toEqual(['db-1', 'web-1', 'web-2'])
    expect(after['db-1']).not.toBe(before['db-1'])
    await succeed(project, 'exec', '-T', 'db', 'ls', '/data/kept', '/scratch/kept')
    await succeed(project, 'up', '-d', '--scale', 'web=1')
    expect(Object.keys(await idsOf(project)).sort()).toEqual(['db-1', 'web-1'])
    await succeed(project, 'down', '-v', '-t', '0')
    await expectNothingLeft(project)
  })

  test('show what containers print, all of it and while they print it', async () => {
    const talk =
      'head -c 100000 /dev/zero | tr "\\\\0" x; echo; i=0; while :; do i=$$((i+1)); echo line $$i; sleep 0.1; done'
    const file = `services: { a: { image: busybox, init: true, command: ["sh", "-c", ${JSON.stringify(talk)}] } }`
    await using project = await testProject({ 'compose.yaml': file.replaceAll('\\\\\\\\', '\\\\') })
    await succeed(project, 'up', '-d')
    const follow = startMuster(project, ['logs', '-f', '--no-log-prefix'])
    await follow.seen(/^line 5$/m)
    follow.signal('SIGINT')
    await follow.done
    const lines = follow.output().split('\n')
    // Podman also cuts a long line where its writer pauses, and leaves its times there, in whole seconds (see the README).
    const ownTimes = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d) /g
    expect(lines[0]?.replaceAll(ownTimes, '')).toBe('x'.repeat(100_000))
    expect(lines.slice(1, 6)).toEqual([1, 2, 3, 4, 5].map((n) => `line ${n}`))
    expect((await succeed(project, 'logs', '--no-log-prefix', '--tail', '1')).stdout).toMatch(/^line \d+\n$/)
    await succeed(project, 'down', '-t', '0')
  })

  test('run commands, in containers that run and in their own', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    await succeed(project, 'up', '-d')
    const inside = ['exec', '-T', '-e', 'MORE=yes', '-w', '/tmp', '-u', '7', 'web']
    const said = await muster(project, [
      ...inside,
      'sh',
      '-c',
      'echo $GREETING $MORE $(pwd) $(id -u); echo e >&2; exit 3',
    ])
    expect(said).toMatchObject({ code: 3, stdout: 'hello yes /tmp 7\n', stderr: 'e\n' })
    expect((await muster(project, ['exec', '-T', 'db', 'cat'], { stdin: 'piped in' })).stdout).toBe('piped in')
    const one = ['run', '--rm', '-T', '--no-deps', 'web', 'sh', '-c', 'cat; exit 4']
    expect(await muster(project, one, { stdin: 'piped in' })).toMatchObject({ code: 4, stdout: 'piped in' })
    // Podman's name server may know a name a little later than its container runs.
    const asked = 'for n in $(seq 50); do wget -q -O- frontend/hostname && exit; sleep 0.2; done; exit 1'
    expect((await succeed(project, 'run', '--rm', '-T', 'web', 'sh', '-c', asked)).code).toBe(0)
    expect(Object.keys(await idsOf(project)).sort()).toEqual(['db-1', 'web-1'])
    await succeed(project, 'down', '-v', '-t', '0')
  })

  test('stop, start, restart, pause, kill and remove', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    await succeed(project, 'up', '-d', '--wait')
    const ids = await idsOf(project)
    await succeed(project, 'stop', '-t', '1')
    expect(await statesOf(project)).toEqual({ 'db-1': 'exited', 'web-1': 'exited' })
    await succeed(project, 'start')
    await succeed(project, 'restart', '-t', '1', 'web')
    await succeed(project, 'pause', 'db')
    expect(await statesOf(project)).toEqual({ 'db-1': 'paused', 'web-1': 'running' })
    await succeed(project, 'unpause', 'db')
    await succeed(project, 'kill', 'db')
    // The engine answers a kill before the container has ended.
    await expect.poll(async () => (await statesOf(project))['db-1']).toBe('exited')
    await succeed(project, 'up', '-d')
    expect(await statesOf(project)).toEqual({ 'db-1': 'running', 'web-1': 'running' })
    expect(await idsOf(project)).toEqual(ids)
    await succeed(project, 'rm', '-sf', 'web')
    expect(await statesOf(project)).toEqual({ 'db-1': 'running' })
    await succeed(project, 'down', '-v', '-t', '0')
    await expectNothingLeft(project)
  })

  test('stop an attached up on Ctrl-C', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const up = startMuster(project, ['up'])
    await up.seen(/web-1 +\| web is up/)
    up.signal('SIGINT')
    expect((await up.done).code).toBe(130)
    expect(await statesOf(project)).toEqual({ 'db-1': 'exited', 'web-1': 'exited' })
    await succeed(project, 'down', '-v')
  })

  test('build an image, and use it', async () => {
    const file = 'services: { app: { build: { context: ., args: { WORD: built } }, command: cat /word } }'
    const dockerfile = 'FROM busybox\nARG WORD\nRUN echo $WORD >/word\n'
    await using project = await testProject({ 'compose.yaml': file, Dockerfile: dockerfile })
    await succeed(project, 'build')
    expect((await succeed(project, 'up', '--no-log-prefix')).stdout).toContain('built\n')
    await succeed(project, 'down', '--rmi', 'local')
    await expectNothingLeft(project)
  })
})
