import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { copiesOf } from '../harness/copies.ts'
import { engineRequest, filters } from '../harness/engine.ts'
import { testProject } from '../harness/project.ts'

const file = `
services:
  db:
    image: busybox
    init: true
    command: sleep 3600
    ports: ["5432:5432"]
    volumes: [data:/data, /anonymous]
  e2e:
    image: busybox
    init: true
    profiles: [test]
    depends_on: [db]
    command: sh -c 'echo testing; exit $CODE'
volumes: {data: {}}
`

describe('muster test', () => {
  test('ends with the code of the service that is the test, and leaves nothing', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const { code, stdout } = await muster(project, ['test', 'e2e'], { env: { CODE: '5' } })
    expect({ code, stdout, left: await copiesOf(project) }).toEqual({ code: 5, stdout: 'testing\n', left: [] })
  })

  test('says of which services a command of the host learns nothing, for want of a published port', async () => {
    await using project = await testProject({
      'compose.yaml': `services: { db: { image: busybox, init: true, command: sleep 1000, expose: ["5432"] } }\n`,
    })
    const { code, stderr } = await muster(project, ['test', '--', 'sh', '-c', 'test -z "$DB_PORT"'])
    expect(code).toBe(0)
    expect(stderr.match(/^db publishes no port: .*DB_HOST and DB_PORT.*`ports: .*$/gm)).toHaveLength(1)
  })

  test('tells a command of the host where the services are', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const { code, stdout } = await muster(project, ['test', '-e', 'GIVEN=1', '--', 'sh', '-c', 'env; exit 3'], {
      env: { CODE: '0' },
    })
    const variables = new Map(stdout.split('\n').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]))
    expect(code).toBe(3)
    expect(variables.get('GIVEN')).toBe('1')
    expect(variables.get('COMPOSE_PROJECT_NAME')).toMatch(new RegExp(`^${project.name}-test-[0-9a-f]{8}$`))
    expect(variables.get('MUSTER_PROJECT')).toBe(variables.get('COMPOSE_PROJECT_NAME'))
    expect(variables.get('DB_HOST')).toBe('127.0.0.1')
    expect(Number(variables.get('DB_PORT'))).toBeGreaterThan(0)
    expect(variables.get('MUSTER_PORT_DB_5432')).toBe(variables.get('DB_PORT'))
    expect(variables.get('MUSTER_HOST_DB_5432')).toBe('127.0.0.1')
    expect(await copiesOf(project)).toEqual([])
  })

  test('runs four times side by side although the file publishes a fixed port', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    // Each goes on when all four are up.
    const meeting = 'touch here-$$; while [ $(ls here-* | wc -l) -lt 4 ]; do sleep 0.1; done'
    const command = ['sh', '-c', `${meeting}; echo "$COMPOSE_PROJECT_NAME $DB_PORT"`]
    const runs = await Promise.all(
      [1, 2, 3, 4].map(async () => await muster(project, ['test', '--', ...command], { env: { CODE: '0' } })),
    )
    expect(runs.map(({ code, stderr }) => (code === 0 ? '' : stderr))).toEqual(['', '', '', ''])
    const told = runs.map(({ stdout }) => stdout.trim().split(' '))
    expect(new Set(told.map(([name]) => name)).size).toBe(4)
    expect(new Set(told.map(([, port]) => port)).size).toBe(4)
    expect(await copiesOf(project)).toEqual([])
  })

  test('runs no test when the project does not come up, and exits 4', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: {db: {image: busybox, command: sh -c "echo no disk; exit 3"}}',
    })
    const marker = join(project.directory, 'ran')
    const { code, stderr } = await muster(project, ['test', '--', 'touch', marker])
    expect({ code, ran: existsSync(marker), left: await copiesOf(project) }).toEqual({ code: 4, ran: false, left: [] })
    expect(stderr).toContain('no disk')
  })

  test.each([
    { flags: [], code: 4 },
    { flags: ['--ignore-exits'], code: 0 },
  ])('exits $code with $flags when a service fails meanwhile', async ({ flags, code }) => {
    await using project = await testProject({
      'compose.yaml': `services:
  db:
    image: busybox
    init: true
    command: sh -c "while ! [ -e /tmp/end ]; do sleep 0.1; done; echo broken; exit 3"
`,
    })
    const end = 'docker exec $COMPOSE_PROJECT_NAME-db-1 touch /tmp/end; docker wait $COMPOSE_PROJECT_NAME-db-1'
    const outcome = await muster(project, ['test', ...flags, '--', 'sh', '-c', end])
    expect({ code: outcome.code, left: await copiesOf(project) }).toEqual({ code, left: [] })
    if (code === 4) expect(outcome.stderr).toMatch(/db exited with code 3 while the test ran[^]*broken/)
  })

  test.each([
    { flags: [], code: 4 },
    { flags: ['--ignore-exits'], code: 0 },
  ])(
    'exits $code with $flags when a service failed that its restart policy has brought back',
    async ({ flags, code }) => {
      await using project = await testProject({
        'compose.yaml': `services:
  db:
    image: busybox
    restart: always
    command: sh -c "echo begins; while ! [ -e /tmp/end ]; do sleep 0.1; done; rm /tmp/end; echo broken; exit 3"
  clock:
    image: busybox
    restart: always
    command: sh -c "while ! [ -e /tmp/end ]; do sleep 0.1; done; rm /tmp/end"
`,
      })
      const script = `
for service in clock db; do
  name=$COMPOSE_PROJECT_NAME-$service-1
  docker exec $name touch /tmp/end
  until [ $(docker inspect -f '{{.RestartCount}}{{.State.Status}}' $name) = 1running ]; do sleep 0.1; done
done`
      const outcome = await muster(project, ['test', '--junit', 'out.xml', ...flags, '--', 'sh', '-c', script])
      expect({ code: outcome.code, left: await copiesOf(project) }).toEqual({ code, left: [] })
      const what = 'db exited with code 3 and was restarted while the test ran'
      if (code === 0) return
      expect(outcome.stderr).toContain(what)
      expect(outcome.stderr).not.toContain('clock exited')
      expect(await readFile(join(project.directory, 'out.xml'), 'utf8')).toMatch(new RegExp(`${what}">[^<]*broken`))
    },
  )

  test('a service that the test itself stops or restarts has not failed', async () => {
    await using project = await testProject({
      'compose.yaml': `services:
  db: {image: busybox, command: "sh -c 'trap \\"exit 9\\" TERM USR2; sleep 3600 & wait'"}
  web: {image: busybox, restart: always, command: "sh -c 'trap \\"exit 9\\" TERM; sleep 3600 & wait'"}
  queue: {image: busybox, stop_signal: SIGUSR2, command: "sh -c 'trap \\"exit 9\\" USR2; sleep 3600 & wait'"}
`,
    })
    const script = 'docker compose stop db queue; docker compose restart web; docker compose kill web'
    const { code, stderr } = await muster(project, ['test', '--', 'sh', '-c', script])
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  })

  test.each([
    // Each test ends the moment that its service does: whoever runs in a container ends with it.
    ['at the end of the test', 'kill 1; sleep 60', '[ -e /trapped ]'],
    ['as soon as it is healthy', 'sleep 60', '[ -e /trapped ] && kill 1'],
  ])('exits 4 when a service fails %s', async (_, script, check) => {
    await using project = await testProject({
      'compose.yaml': `services:
  db:
    image: busybox
    command: sh -c "trap 'exit 3' TERM; touch /trapped; sleep 3600 & wait"
    healthcheck: {test: "${check}", interval: 1h}
`,
    })
    const outcome = await muster(project, [
      'test',
      '--',
      'sh',
      '-c',
      `docker exec $COMPOSE_PROJECT_NAME-db-1 sh -c '${script}'; true`,
    ])
    expect({ code: outcome.code, left: await copiesOf(project) }).toEqual({ code: 4, left: [] })
    expect(outcome.stderr).toMatch(/exited.*3/)
  })

  test('ends what a command of the host has left running, unless that has a session of its own', async () => {
    await using project = await testProject({ 'compose.yaml': 'services: {}' })
    const script =
      'sleep 300 & echo $!; mkfifo begun; setsid sh -c "echo \\$\\$; : >begun; exec sleep 300 >/dev/null 2>&1" & cat begun'
    const { code, stdout, stderr } = await muster(project, ['test', '--', 'sh', '-c', script])
    const [left = 0, daemon = 0] = stdout.split('\n').map(Number)
    expect({ code, left: existsSync(`/proc/${left}`), daemon: existsSync(`/proc/${daemon}`) }).toEqual({
      code: 0,
      left: false,
      daemon: true,
    })
    process.kill(daemon, 'SIGKILL')
    expect(stderr).toContain('the test has left processes running')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('gives %s to the test and exits %i', async (signal, expected) => {
    await using project = await testProject({ 'compose.yaml': file })
    const script = `trap 'echo got it; exit 9' INT TERM HUP; echo running; while true; do sleep 0.1; done`
    const running = startMuster(project, ['test', '--', 'sh', '-c', script], { env: { CODE: '0' } })
    await running.seen(/running/)
    running.signal(signal)
    const { code, stdout } = await running.done
    expect({ code, stdout, left: await copiesOf(project) }).toEqual({
      code: expected,
      stdout: 'running\ngot it\n',
      left: [],
    })
  })

  test('leaves no image behind that was built for its copy', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { app: { build: . }, named: { build: ., image: "${NAME}" } }',
      Dockerfile: 'FROM busybox\nLABEL made.by=test\nCMD sleep 1000\n',
    })
    const env = { NAME: `${project.name}-named:1` }
    const { code, stdout } = await muster(project, ['test', '--', 'docker', 'image', 'ls', '-q', `${project.name}-*`], {
      env,
    })
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(2)
    const left = await engineRequest('GET', `/images/json?${filters({ reference: [`${project.name}-*`] })}`)
    expect(left).toEqual([])
  })

  test.each([
    { how: '--isolate', args: ['--isolate=ci-7'], env: {}, base: 'ci-7' },
    { how: 'MUSTER_ISOLATE', args: [], env: { MUSTER_ISOLATE: 'a'.repeat(40) }, base: 'a'.repeat(26) },
  ])('is run on a copy of the copy that $how names, and leaves that one alone', async ({ args, env, base }) => {
    await using project = await testProject({
      'compose.yaml': 'services: {db: {image: busybox, init: true, command: sleep 60}}',
    })
    const script = 'echo $COMPOSE_PROJECT_NAME; exit 1'
    const given = ['test', '--keep-on-failure', '--', 'sh', '-c', script]
    const { code, stdout, stderr } = await muster(project, [...args, ...given], { env })
    expect({ code, kept: await copiesOf(project) }).toEqual({ code: 1, kept: [stdout.trim()] })
    expect(stdout).toMatch(new RegExp(`^${project.name}-${base}-test-[0-9a-f]{8}\n$`))
    const again = /take it down with `muster ([^`]*)`/.exec(stderr)?.[1]?.split(' ') ?? []
    expect((await muster(project, again.slice(2))).code).toBe(0)
    expect(await copiesOf(project)).toEqual([])
  })

  test('refuses to be run on the project itself', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const { code, stdout, stderr } = await muster(project, ['test', '--no-isolate', '--', 'echo', 'ran'])
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('test: --no-isolate is not supported'),
    })
  })

  test('keeps everything when the test fails, on request, and says how to go on', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const { code, stderr } = await muster(project, ['test', '--keep-on-failure', 'e2e'], { env: { CODE: '1' } })
    expect(code).toBe(1)
    const again = /take it down with `muster ([^`]*)`/.exec(stderr)?.[1]?.split(' ') ?? []
    expect(await copiesOf(project)).not.toEqual([])
    const outcome = await muster(project, again.slice(2))
    expect({ code: outcome.code, left: await copiesOf(project) }).toEqual({ code: 0, left: [] })
  })
})

test('--artifacts has every byte that a container has printed, also of one that ended at once', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  dies: {image: busybox, command: sh -c "echo first; printf last"}
  db: {image: busybox, init: true, command: sh -c "echo one; printf two; sleep 3600"}
`,
  })
  const { code } = await muster(project, ['test', '--artifacts', 'out', '--', 'true'])
  const read = async (path: string): Promise<string> => await readFile(join(project.directory, 'out', path), 'utf8')
  expect(code).toBe(0)
  expect(await read('logs/dies-1.log')).toBe('first\nlast')
  expect(await read('logs/db-1.log')).toBe('one\ntwo')
})

test('--artifacts has what a dependency has said that ended at once, and whose end kept the others from starting', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  dies: {image: busybox, command: sh -c "echo first; printf last; exit 3"}
  web: {image: busybox, depends_on: {dies: {condition: service_completed_successfully}}}
`,
  })
  const { code } = await muster(project, ['test', '--artifacts', 'out', '--', 'true'])
  const log = await readFile(join(project.directory, 'out/logs/dies-1.log'), 'utf8')
  expect({ code, log }).toEqual({ code: 4, log: 'first\nlast' })
})
