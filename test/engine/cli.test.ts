import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { dockerCompose, muster, musterPath, type Outcome, start, startMuster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { objectsOf, testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

const run = promisify(execFile)

// The one ends when the other listens for its signal.
const jobs = `
services:
  quick: { image: busybox, volumes: ["shared:/s"], command: sh -c "until test -e /s/ready; do sleep 0.1; done; exit 3" }
  slow: { image: busybox, volumes: ["shared:/s"], init: true, command: sh -c "trap 'exit 7' TERM; touch /s/ready; sleep 600 & wait" }
volumes: { shared: }
`
const unhealthy = `
services:
  db:
    image: busybox
    init: true
    command: sh -c "echo disk full; sleep 60"
    healthcheck: { test: "echo probe says no; exit 3", interval: 200ms, retries: 2 }
  app: { image: busybox, depends_on: { db: { condition: service_healthy } } }
`
const chatty = `
services:
  talk: { image: busybox, command: sh -c "for i in $$(seq 300); do echo out $$i; done; echo err >&2; printf 'no end'" }
`

// src/COMPOSE.md: exit codes, seen with docker compose 2.40.3.
const exits: readonly {
  readonly file: string
  readonly args: string
  readonly code: number
  readonly says?: RegExp
}[] = [
  { file: chatty, args: 'up', code: 0 },
  { file: jobs, args: 'up --abort-on-container-exit', code: 3, says: /Aborting on container exit/ },
  { file: jobs, args: 'up --abort-on-container-failure', code: 3 },
  { file: jobs, args: 'up --exit-code-from slow', code: 7 },
  { file: jobs, args: 'up --exit-code-from quick', code: 3 },
  { file: unhealthy, args: 'up -d', code: 1, says: /dependency failed to start: container .*-db-1 is unhealthy/ },
  { file: jobs, args: 'up -d nosuch', code: 1, says: /^no such service: nosuch\nfix: the services are: quick, slow$/m },
  { file: jobs, args: 'up --exit-code-from nosuch', code: 1, says: /no such service: nosuch/ },
  { file: jobs, args: 'up --attach nosuch', code: 1, says: /no such service: nosuch/ },
  { file: jobs, args: 'up -d --abort-on-container-exit', code: 1, says: /--detach cannot be combined/ },
  { file: jobs, args: 'up --scale quick', code: 1, says: /invalid --scale option "quick"/ },
  { file: jobs, args: 'down', code: 0, says: /No resource found to remove/ },
  { file: jobs, args: 'down --rmi some', code: 1, says: /invalid value for --rmi: "some"/ },
  { file: jobs, args: 'ps', code: 0 },
  { file: jobs, args: 'logs', code: 0 },
  // With -p alone no file is read.
  { file: jobs, args: 'logs nosuch', code: 0 },
  { file: jobs, args: '-f compose.yaml logs nosuch', code: 1, says: /no such service: nosuch/ },
  { file: jobs, args: 'logs --index 9', code: 1, says: /^--index requires one service to be selected$/m },
  { file: jobs, args: 'logs --index 9 quick', code: 1, says: /^service "quick" is not running container #9$/m },
  { file: jobs, args: 'up -d --scale nosuch=2', code: 1, says: /^no such service: nosuch: not found$/m },
  {
    file: jobs,
    args: '-f compose.yaml ps slwo',
    code: 1,
    says: /^no such service: slwo\nfix: did you mean `slow`\?$/m,
  },
  { file: jobs, args: '-f compose.yaml down nosuch', code: 1, says: /^no such service: nosuch$/m },
  { file: jobs, args: 'config --hash nosuch', code: 1, says: /no such service: nosuch: not found$/m },
  { file: jobs, args: 'publish --app x', code: 1, says: /--app/ },
  { file: jobs, args: 'nosuch', code: 1, says: /unknown command: "nosuch"/ },
  { file: 'services: {web: {}}', args: 'config', code: 1, says: /compose\.yaml:1:/ },
]

test.each(exits)('`$args` ends with $code', async ({ file, args, code, says }) => {
  await using project = await testProject({ 'compose.yaml': file })
  const outcome = await muster(project, args.split(' '))
  expect(outcome.code, outcome.stderr).toBe(code)
  if (says !== undefined) expect(outcome.stderr).toMatch(says)
})

test('a failed wait shows the probe, the log and who was blocked', async () => {
  await using project = await testProject({ 'compose.yaml': unhealthy })
  const { stderr } = await muster(project, ['up', '-d'])
  expect(stderr).toMatch(/probe +echo probe says no; exit 3 .*exit 3/)
  expect(stderr).toMatch(/output +probe says no/)
  expect(stderr).toMatch(/log +disk full/)
  expect(stderr).toMatch(/blocked: app \(waits for db: service_healthy\)/)
})

describe('up in the foreground', () => {
  test('loses no line, keeps the streams apart and gives out a last line without an end', async () => {
    await using project = await testProject({ 'compose.yaml': chatty })
    const { stdout, stderr } = await muster(project, ['up'])
    const lines = Array.from({ length: 300 }, (_, i) => `talk-1  | out ${i + 1}`)
    expect(stdout.split('\n')).toEqual([
      'Attaching to talk-1',
      ...lines,
      'talk-1  | no end',
      'talk-1 exited with code 0',
      '',
    ])
    expect(stderr).toContain('talk-1  | err\n')
  })

  test('follows a container that restarts, from its first line on', async () => {
    const restarting =
      'services: { flap: { image: busybox, init: true, restart: "on-failure:2", command: sh -c "echo one; sleep 0.2; echo two; exit 1" } }'
    await using project = await testProject({ 'compose.yaml': restarting })
    const { stdout, code } = await muster(project, ['up', '--no-log-prefix'])
    expect(stdout.split('\n').filter((line) => line === 'one')).toHaveLength(3)
    expect(stdout.split('\n').filter((line) => line === 'two')).toHaveLength(3)
    expect(stdout.match(/exited with code 1 \(restarting\)/g)).toHaveLength(2)
    expect(code).toBe(0)
  })

  test('shows named services only, and their dependencies when asked to', async () => {
    const file =
      'services: { web: { image: busybox, command: echo w, depends_on: [db] }, db: { image: busybox, command: echo d }, off: { image: busybox } }'
    await using project = await testProject({ 'compose.yaml': file })
    expect((await muster(project, ['up', 'web'])).stdout).toContain('Attaching to web-1\n')
    expect((await muster(project, ['up', '--attach-dependencies', 'web'])).stdout).toContain(
      'Attaching to db-1, web-1\n',
    )
    expect((await muster(project, ['up', '--no-attach', 'db', '--attach-dependencies', 'web'])).stdout).not.toContain(
      '| d',
    )
  })

  test('makes what a container prints harmless', async () => {
    const file = String.raw`services: { evil: { image: busybox, command: ["printf", "a\\033[2Jb\\rforged-1  | c\\n"] } }`
    await using project = await testProject({ 'compose.yaml': file })
    expect((await muster(project, ['up'])).stdout).toContain('evil-1  | a\\x1b[2Jb\nevil-1  | forged-1  | c\n')
  })
})

describe('logs', () => {
  test('of what has ended are those of docker compose', async () => {
    // It keeps a last line without an end to itself.
    await using project = await testProject({ 'compose.yaml': chatty.replace("; printf 'no end'", '') })
    await muster(project, ['up', '-d'])
    await ended(project.name)
    for (const args of [['logs', '--tail', '3', 'talk'], ['logs', '--no-log-prefix', '-t', '-n', '2'], ['logs']]) {
      const [ours, theirs] = [await muster(project, args), await dockerCompose(project, args)]
      expect(sorted(ours)).toEqual(sorted(theirs))
    }
  })

  test('--follow shows a container that is started later', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { a: { image: busybox, init: true, command: sh -c "echo hello; sleep 60" } }',
    })
    await muster(project, ['up', '-d'])
    const follow = startMuster(project, ['logs', '-f'])
    await follow.seen(/a-1 {2}\| hello/)
    await muster(project, ['up', '-d', '--scale', 'a=2'])
    await follow.seen(/a-2 {2}\| hello/)
    follow.signal('SIGINT')
    expect((await follow.done).code).toBe(130)
  })

  test('end quietly when nobody reads any more', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { a: { image: busybox, init: true, command: yes } }',
    })
    await muster(project, ['up', '-d'])
    const script = `"$0" -p "$1" logs -f | head -2; echo "\${PIPESTATUS[0]}"`
    const { stdout, stderr } = await run('bash', ['-c', script, musterPath, project.name], { cwd: project.directory })
    expect(stdout).toBe('a-1  | y\na-1  | y\n141\n')
    expect(stderr).toBe('')
  })
})

describe('ps', () => {
  test('prints what docker compose prints', async () => {
    const file =
      'services: { web: { image: busybox, init: true, command: sleep 3600, ports: ["80", "127.0.0.1::81/udp"], expose: ["99"] }, job: { image: busybox, command: sh -c "exit 4" } }'
    await using project = await testProject({ 'compose.yaml': file })
    await muster(project, ['up', '-d'])
    await engineRequest('POST', `/containers/${project.name}-job-1/wait`)
    const template =
      '{{.Name}} {{.Service}} {{.State}} {{.ExitCode}} {{.Ports}} {{.Label "com.docker.compose.service"}}'
    for (const args of ['ps', 'ps -a', 'ps -aq', 'ps --services', 'ps -a --status exited', 'ps job']
      .map((line) => line.split(' '))
      .concat([['ps', '-a', '--format', template]])) {
      const [ours, theirs] = [await muster(project, args), await dockerCompose(project, args)]
      expect(timeless(ours)).toEqual(timeless(theirs))
    }
  })

  test('sends two requests, whatever the number of containers', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { a: { image: busybox, command: sleep 60, init: true, scale: 3 } }',
    })
    await muster(project, ['up', '-d'])
    await using proxy = await startProxy()
    await muster(project, ['ps'], { env: { DOCKER_HOST: proxy.address } })
    expect(proxy.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*$/, '')}`)).toEqual([
      'GET /_ping',
      'GET /containers/json',
    ])
  })
})

test('a command with the name of its project needs no folder', async () => {
  await using project = await testProject({})
  const script = `mkdir gone; cd gone; rmdir ../gone; exec "${musterPath}" -p ${project.name} ps -q`
  expect(await start(['sh', '-c', script], { cwd: project.directory }).done).toMatchObject({ code: 0, stdout: '' })
})

describe('plan', () => {
  test('changes nothing, and says with --detailed-exitcode whether there is something to do', async () => {
    await using project = await testProject({ 'compose.yaml': jobs })
    const codes = async (...args: readonly string[]): Promise<number | null> => (await muster(project, args)).code
    expect(await codes('plan', '--detailed-exitcode')).toBe(2)
    expect((await muster(project, ['up', '--dry-run'])).stdout).toContain(`${project.name}-quick-1`)
    expect((await objectsOf(project.name)).containers).toEqual([])
    await muster(project, ['up', '--no-start'])
    expect(await codes('down', '--dry-run')).toBe(0)
    expect((await objectsOf(project.name)).containers).toHaveLength(2)
    expect(JSON.parse((await muster(project, ['plan', '--down', '--json'])).stdout)).toMatchObject({
      verb: 'down',
      project: project.name,
    })
    await muster(project, ['down'])
    expect(await codes('plan', '--down', '--detailed-exitcode')).toBe(0)
  })
})

async function ended(name: string): Promise<void> {
  while ((await objectsOf(name)).containers.some(({ State }) => State === 'running'))
    await new Promise((resolve) => setTimeout(resolve, 50))
}

/** The two streams of a container reach the log in any order. */
function sorted({ code, stdout }: Outcome): unknown {
  return { code, lines: stdout.split('\n').toSorted() }
}

function timeless({ code, stdout }: Outcome): unknown {
  return { code, text: stdout.replace(/\d+ seconds?|Less than a second|About a minute/g, 'N').replace(/ +/g, ' ') }
}
