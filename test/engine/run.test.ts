import { describe, expect, test } from 'vitest'
import { dockerCompose, muster, type Running, startMuster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'
import { atTerminal, ctrlPQ } from '../harness/pty.ts'
import { snapshot } from '../harness/snapshot.ts'

const file = `
services:
  app:
    image: busybox
    command: sleep 3600
    stop_grace_period: 1s
    restart: always
    environment: {KEPT: "1", CHANGED: "1"}
    ports: ["80"]
    volumes: [data:/data, /anonymous]
    networks: {default: {aliases: [other]}}
    cap_add: [NET_ADMIN]
    depends_on: [db]
    links: [db]
  db:
    image: busybox
    init: true
    command: sleep 3600
volumes: {data: {}}
`

const oneOffs = async (name: string): Promise<readonly string[]> =>
  (await objectsOf(name)).containers.map((c) => c.Names[0] ?? '').filter((found) => found.includes('-run-'))

describe('run', () => {
  test.each([[[]], [['-T']]])('--rm %s leaves nothing when nobody reads its output any more', async (flags) => {
    await using project = await testProject({
      'compose.yaml': `services: {app: {image: busybox, stop_grace_period: 1s, command: "sh -c 'yes | head -c 9999999; sleep 600'"}}`,
    })
    const running = startMuster(project, ['run', '--rm', ...flags, 'app'])
    await running.seen(/y\n/)
    running.child.stdout?.destroy()
    const { code } = await running.done
    await expect.poll(async () => await oneOffs(project.name), { timeout: 20_000 }).toEqual([])
    expect(code).toBe(141)
  })

  test('ends with the code of its container, which --rm removes with its anonymous volumes', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const print = 'grep -o "volumes/[0-9a-f]*/_data /anonymous" /proc/self/mountinfo; exit 7'
    const { code, stdout } = await muster(project, ['run', '--rm', 'app', 'sh', '-c', print])
    const volume = /volumes\/([0-9a-f]{64})\//.exec(stdout)?.[1]
    expect({ code, volume }).toEqual({ code: 7, volume: expect.any(String) })
    const left = await objectsOf(project.name)
    expect(left.containers.map((c) => c.Names[0])).toEqual([`/${project.name}-db-1`])
    expect(await engineRequest('GET', `/volumes/${volume}`)).toBeUndefined()
  })

  test.each([
    { of: 'nothing', flags: [] },
    {
      of: 'everything',
      flags:
        '--use-aliases -P -e CHANGED=2 -l a=b -u 5 -w /tmp -v /tmp:/host:ro -v /more --cap-add SYS_TIME --cap-drop NET_ADMIN --entrypoint'
          .split(' ')
          .concat('sleep "50"'),
    },
    { of: 'ports and no input', flags: ['-p', '127.0.0.1::81', '-i=false', '--no-deps'] },
  ])('makes the container of docker compose with $of changed', async ({ flags }) => {
    await using project = await testProject({ 'compose.yaml': file })
    const args = [
      'run',
      '-d',
      '--name',
      `${project.name}-one`,
      ...flags,
      'app',
      ...(flags.includes('--entrypoint') ? [] : ['sleep', '50']),
    ]
    const ignoreLabels = ['com.docker.compose.slug']
    expectSuccess(await dockerCompose(project, args))
    const theirs = await snapshot(project.name, { ignoreLabels })
    expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
    const outcome = await muster(project, args)
    expectSuccess(outcome)
    expect(outcome.stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(await snapshot(project.name, { ignoreLabels })).toBe(theirs)
  })

  test('names and labels a one-off as docker compose does', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const { stdout: id } = await muster(project, ['run', '-d', '--no-deps', 'app', 'sleep', '50'])
    const { Name, Config } = (await engineRequest('GET', `/containers/${id.trim()}/json`)) as {
      Name: string
      Config: { Labels: Record<string, string> }
    }
    const slug = Config.Labels['com.docker.compose.slug'] ?? ''
    expect(slug).toMatch(/^[0-9a-f]{64}$/)
    expect(Name).toBe(`/${project.name}-app-run-${slug.slice(0, 12)}`)
    expect(Config.Labels['com.docker.compose.oneoff']).toBe('True')
    expect(Config.Labels['com.docker.compose.container-number']).toBeUndefined()
  })

  test('waits for what the service depends on, and runs nothing when that fails', async () => {
    const needy = `
services:
  app: {image: busybox, depends_on: {job: {condition: service_completed_successfully}}}
  job: {image: busybox, command: sh -c 'sleep 1; exit $CODE'}
`
    await using project = await testProject({ 'compose.yaml': needy })
    const good = await muster(project, ['run', '--rm', 'app', 'echo', 'ran'], { env: { CODE: '0' } })
    expect({ code: good.code, stdout: good.stdout }).toEqual({ code: 0, stdout: 'ran\n' })
    const bad = await muster(project, ['run', '--rm', 'app', 'echo', 'ran'], { env: { CODE: '3' } })
    expect({ code: bad.code, stdout: bad.stdout }).toEqual({ code: 1, stdout: '' })
    expect(bad.stderr).toContain(`service "job" didn't complete successfully: exit 3`)
    expect(await oneOffs(project.name)).toEqual([])
  })

  test('leaves the containers of the service alone', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    const before = (await objectsOf(project.name)).containers.map((c) => c.Id).sort()
    await project.write('compose.yaml', file.replace('CHANGED: "1"', 'CHANGED: "2"'))
    expectSuccess(await muster(project, ['run', '--rm', 'app', 'true']))
    expect((await objectsOf(project.name)).containers.map((c) => c.Id).sort()).toEqual(before)
  })

  test('takes piped input, and its end', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const { stdout } = await muster(project, ['run', '--rm', '--no-deps', 'app', 'wc', '-c'], {
      stdin: 'x'.repeat(500_000),
    })
    expect(stdout.trim()).toBe('500000')
  })

  test('takes variables from files, over which -e wins', async () => {
    await using project = await testProject({ 'compose.yaml': file, 'more.env': 'A=file\nCHANGED=file\nB=${A}\n' })
    const flags = ['--no-deps', '--env-from-file', 'more.env', '-e', 'CHANGED=flag', '-e', 'HERE']
    const print = 'echo $A $B $CHANGED $KEPT $HERE'
    const { stdout } = await muster(project, ['run', '--rm', ...flags, 'app', 'sh', '-c', print], {
      env: { HERE: 'here' },
    })
    expect(stdout).toBe('file file flag 1 here\n')
  })

  test.each([
    { of: 'a command that is not there', args: ['nosuch'], code: 127 },
    { of: 'a command that is a folder', args: ['/etc'], code: 126 },
  ])('ends with $code for $of and leaves no container', async ({ args, code }) => {
    await using project = await testProject({ 'compose.yaml': file })
    expect((await muster(project, ['run', '--no-deps', 'app', ...args])).code).toBe(code)
    expect(await oneOffs(project.name)).toEqual([])
  })

  test('refuses mistakes in its flags before it makes anything', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const words = async (...flags: string[]): Promise<string> =>
      (await muster(project, ['run', ...flags, 'app'])).stderr
    expect(await words('-p', '80', '-P')).toBe('--service-ports and --publish are incompatible\n')
    expect(await words('-t', '-T')).toBe("--tty and --no-TTY can't be used together\n")
    expect(await words('-l', 'x')).toBe('label must be set as KEY=VALUE\n')
    expect(await words('-t')).toBe('the input device is not a TTY\n')
    expect(await words('-p', 'x')).toContain('--publish')
    expect((await objectsOf(project.name)).containers).toEqual([])
  })
})

describe('a run that is told to end', () => {
  test.each([
    { request: 'POST /containers/create', signal: 'SIGINT' },
    { request: 'POST /containers/create', signal: 'SIGTERM' },
    { request: 'POST .*/wait', signal: 'SIGTERM' },
    { request: 'POST .*/attach', signal: 'SIGTERM' },
    { request: 'POST .*/start', signal: 'SIGTERM' },
  ] as const)('by $signal at $request leaves no container', async ({ request, signal }) => {
    await using project = await testProject({ 'compose.yaml': file })
    const pattern = new RegExp(`^${request}`)
    const running = Promise.withResolvers<Running>()
    await using proxy = await startProxy(({ method, path }) => {
      // Before the engine gets the request: once the container runs, the signal is the container's.
      if (pattern.test(`${method} ${path}`)) void running.promise.then((it) => it.signal(signal))
      return { do: 'pass' }
    })
    const args = ['run', '--rm', '--no-deps', 'app', 'sleep', '1000']
    const started = startMuster(project, args, { env: { DOCKER_HOST: proxy.address }, stdin: 'open' })
    running.resolve(started)
    expect((await started.done).code).not.toBe(0)
    await expect.poll(() => oneOffs(project.name)).toEqual([])
  })

  test('passes Ctrl-C on, and kills at the third one what does not care', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const deaf = ['sh', '-c', 'trap "echo heard" INT; echo ready; while :; do sleep 0.1; done']
    const running = startMuster(project, ['run', '--rm', '--no-deps', 'app', ...deaf], { stdin: 'open' })
    await running.seen(/ready/)
    running.signal('SIGINT')
    await running.seen(/heard/)
    running.signal('SIGINT')
    await running.seen(/press Ctrl\+C again/)
    running.signal('SIGINT')
    expect((await running.done).code).toBe(137)
    await expect.poll(() => oneOffs(project.name)).toEqual([])
  })
})

test.each(['SIGHUP', 'SIGTERM'] as const)(
  '%s ends a run without a terminal that ignores it after its grace period',
  async (signal) => {
    await using project = await testProject({ 'compose.yaml': file })
    const deaf = ['sh', '-c', "trap '' TERM HUP; echo ready; while :; do sleep 0.1; done"]
    const running = startMuster(project, ['run', '--rm', '-T', '--no-deps', 'app', ...deaf])
    await running.seen(/ready/)
    running.signal(signal)
    expect((await running.done).code).toBe(137)
    await expect.poll(() => oneOffs(project.name)).toEqual([])
  },
)

describe('run at a terminal', () => {
  test('has one in the container, which follows the size of the window', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const shell =
      'trap "stty size" WINCH; while :; do read -r word && [ "$word" = size ] && stty size; [ "$word" = end ] && exit 6; done'
    const seat = await atTerminal(project, ['run', '--rm', '--no-deps', 'app', 'sh', '-c', `echo ready; ${shell}`])
    await seat.seen(/ready/)
    seat.type('size\r')
    await seat.seen(/30 90/)
    seat.resize(50, 111)
    await seat.seen(/50 111/)
    seat.type('end\r')
    expect(await seat.ended()).toBe(6)
  })

  test('lets go at the detach keys, and the container runs on', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const seat = await atTerminal(project, ['run', '--no-deps', 'app', 'sh'])
    await seat.seen(/# /)
    seat.type(ctrlPQ)
    expect(await seat.ended()).toBe(0)
    expect(await oneOffs(project.name)).toHaveLength(1)
  })

  test('ends the container when the terminal is closed', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const seat = await atTerminal(project, ['run', '--rm', '--no-deps', 'app', 'sh'])
    await seat.seen(/# /)
    seat.signal('SIGHUP')
    expect(await seat.ended()).not.toBe(0)
    await expect.poll(() => oneOffs(project.name)).toEqual([])
  })
})
