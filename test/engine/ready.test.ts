import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitReady } from '../../src/api/wait-ready.ts'
import { openWorld } from '../../src/api/world/open-world.ts'
import type { ReadyCondition } from '../../src/attributes/ready/condition.ts'
import { parseReady } from '../../src/attributes/ready/text.ts'
import { dockerCompose, muster, start, startMuster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

/** Nothing but one static binary: no shell, no `cat`, no `nc` that a healthcheck could call. */
const image = `muster-test-bare-${process.pid}`

beforeAll(async () => {
  const make = `docker create --name ${image} busybox && docker cp ${image}:/bin/busybox - | docker import - ${image}; docker rm ${image}`
  expectSuccess(await start(['sh', '-c', make], {}).done)
})
afterAll(async () => {
  await start(['docker', 'rmi', image], {}).done
})

/** A service of the bare image whose one program does what a script says. */
const bare = (script: string): string =>
  `image: ${image}\n    stop_signal: SIGKILL\n    command: [/busybox, ash, -c, ${JSON.stringify(script)}]`

const go = '/busybox sleep 0.1; until [ -e /go ]; do /busybox sleep 0.1; done'
const letGo = async (project: TestProject, service = 'db'): Promise<void> =>
  expectSuccess(await docker('exec', `${project.name}-${service}-1`, '/busybox', 'touch', '/go'))
const docker = async (...args: string[]): ReturnType<typeof muster> => await start(['docker', ...args], {}).done

const waits = [
  { ready: '{ tcp: 5432 }', script: `${go}; while true; do /busybox nc -l -p 5432; done` },
  { ready: '{ http: { port: 8080, path: /busybox } }', script: `${go}; /busybox httpd -f -p 8080 -h /` },
  {
    ready: '{ log: "^ready to .*cept$$", times: 2 }',
    script: `echo ready to accept; ${go}; echo ready to accept; /busybox sleep 1000`,
  },
  { ready: '{ file: /ok }', script: `${go}; /busybox touch /ok; /busybox sleep 1000` },
]

test.each(waits)(
  'an image without a shell is waited for by $ready, and so is who needs it',
  async ({ ready, script }) => {
    await using project = await testProject({
      'compose.yaml': `services:
  db:
    ${bare(script)}
    x-ready: ${ready}
  app: { image: busybox, init: true, command: sleep 1000, depends_on: { db: { condition: service_healthy } } }
`,
    })
    const up = startMuster(project, ['--progress', 'plain', 'up', '-d', '--wait'])
    await up.seen(/db-1\s+Waiting/)
    const early = new Promise((resolve) => setTimeout(() => resolve('waiting'), 1_500))
    expect(await Promise.race([up.done.then(({ stderr }) => stderr), early])).toBe('waiting')
    expect(up.output()).not.toMatch(/app-1\s+Start/)
    await letGo(project)
    expectSuccess(await up.done)
    expect(up.output()).toMatch(/db-1\s+Healthy[^]*app-1\s+Started/)
  },
)

test('an open port whose answer is 503 is not ready', async () => {
  const program = `#!/busybox ash\\n[ -e /go ] && echo Status: 200 OK || echo Status: 503 Not Yet\\necho\\n`
  const cgi = `/busybox mkdir -p /w/cgi-bin; printf '${program}' > /w/cgi-bin/state; /busybox chmod 755 /w/cgi-bin/state`
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    ${bare(`${cgi}; /busybox httpd -f -p 8080 -h /w`)}
`,
  })
  const ready = ['--ready', 'db=http:8080/cgi-bin/state', '--ready', 'db=tcp:8080']
  const early = await muster(project, ['up', '-d', '--wait', ...ready, '--wait-timeout', '5'])
  expect(early.code).not.toBe(0)
  expect(early.stderr).toContain('ready   http 8080/cgi-bin/state: answered 503')
  await letGo(project)
  expectSuccess(await muster(project, ['up', '-d', '--wait', ...ready]))
})

test('a line that was printed before anybody listened counts, once for each start: a restart arms it anew', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    ${bare('[ -e /again ] && echo second || echo first; /busybox touch /again; /busybox sleep 1000')}
`,
  })
  const wait = async (condition: string, ...more: string[]): ReturnType<typeof muster> =>
    await muster(project, ['up', '-d', '--wait', '--ready', `db=${condition}`, ...more])
  expectSuccess(await muster(project, ['up', '-d']))
  await expect.poll(async () => (await docker('logs', `${project.name}-db-1`)).stdout).toBe('first\n')
  expectSuccess(await wait('log:first'))
  expectSuccess(await wait('log:^fi?rst$'))
  await engineRequest('POST', `/containers/${project.name}-db-1/restart?t=0`)
  expectSuccess(await wait('log:second'))
  const gone = await wait('log:first', '--wait-timeout', '2')
  expect(gone.code).not.toBe(0)
  expect(gone.stderr).toContain('ready   log /first/: not said yet')
})

test('two runs that say it once each are not one that says it twice', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    ${bare(`echo here; ${go}; echo here; /busybox sleep 1000`)}
    x-ready: { log: here, times: 2 }
`,
  })
  const up = startMuster(project, ['--progress', 'plain', 'up', '-d', '--wait'])
  await up.seen(/db-1\s+Waiting/)
  await engineRequest('POST', `/containers/${project.name}-db-1/restart?t=0`)
  await expect.poll(async () => (await docker('logs', `${project.name}-db-1`)).stdout).toBe('here\nhere\n')
  const early = new Promise((resolve) => setTimeout(() => resolve('waiting'), 1_500))
  expect(await Promise.race([up.done.then(({ stderr }) => stderr), early])).toBe('waiting')
  await letGo(project)
  expectSuccess(await up.done)
})

test('a pattern that takes for ever on a line keeps muster from nothing: not from the next line, not from Ctrl-C', async () => {
  const long = `/busybox awk 'BEGIN { for (i = 0; i < 100000; i++) printf "a"; print "!" }'`
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    ${bare(`${long}; echo end; ${go}; echo aaa; /busybox sleep 1000`)}
    x-ready: { log: "(a+)+$$" }
`,
  })
  expectSuccess(await muster(project, ['up', '-d']))
  await expect.poll(async () => (await docker('logs', '-n', '1', `${project.name}-db-1`)).stdout).toBe('end\n')
  const broken = startMuster(project, ['--progress', 'plain', 'up', '-d', '--wait'])
  await broken.seen(/db-1\s+Waiting/)
  const begun = performance.now()
  broken.signal('SIGINT')
  expect((await broken.done).code).toBe(130)
  // Without a thread of its own it would not end in this life.
  expect(performance.now() - begun).toBeLessThan(10_000)
  const up = startMuster(project, ['--progress', 'plain', 'up', '-d', '--wait'])
  await up.seen(/db-1\s+Waiting/)
  await letGo(project)
  expectSuccess(await up.done)
})

const unseen = [
  { of: 'a container without network', yaml: 'network_mode: none', ready: 'tcp:80', says: /it has no network/ },
  {
    of: 'a file on a tmpfs',
    yaml: 'tmpfs: [/run]',
    ready: 'file:/run/ok',
    says: /\/run\/ok cannot be seen from outside/,
  },
  {
    of: 'a log that is kept nowhere',
    yaml: 'logging: { driver: none }',
    ready: 'log:x',
    says: /logging driver cannot be read/,
  },
]

test.each(unseen)('$of is refused by name', async ({ yaml, ready, says }) => {
  await using project = await testProject({
    'compose.yaml': `services:\n  db:\n    ${bare('/busybox sleep 1000')}\n    ${yaml}\n`,
  })
  const up = await muster(project, ['up', '-d', '--wait', '--ready', `db=${ready}`])
  expect(up.code).not.toBe(0)
  expect(up.stderr).toMatch(says)
  expect(up.stderr).toContain('[E151]')
  expect(up.stderr).toContain('compose.yaml:2:3')
})

test('a container that ends before it is ready fails at once, with its exit code', async () => {
  await using project = await testProject({
    'compose.yaml': `services:\n  db:\n    ${bare('echo no data; exit 3')}\n    x-ready: { tcp: 80 }\n`,
  })
  const up = await muster(project, ['up', '-d', '--wait'])
  expect(up.code).not.toBe(0)
  expect(up.stderr).toMatch(/db-1 exited \(3\) before it was ready \(tcp 80\)/)
  expect(up.stderr).toContain('no data')
})

test('the network of another container is the way to one that shares it', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  front: { image: busybox, init: true, command: sleep 1000 }
  db:
    ${bare('/busybox httpd -f -p 8080 -h /')}
    network_mode: service:front
    x-ready: { http: 8080/busybox }
`,
  })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
})

test('docker compose keeps the containers, and muster those of docker compose: x-ready is in no hash', async () => {
  const yaml = (ready: string): string => `services:\n  db:\n    ${bare('/busybox sleep 1000')}\n${ready}`
  await using project = await testProject({ 'compose.yaml': yaml('    x-ready: { tcp: 80 }\n') })
  const id = async (): Promise<string> => (await docker('inspect', '-f', '{{.Id}}', `${project.name}-db-1`)).stdout
  expectSuccess(await muster(project, ['up', '-d']))
  const before = await id()
  expectSuccess(await dockerCompose(project, ['up', '-d']))
  await project.write('compose.yaml', yaml(''))
  expectSuccess(await muster(project, ['up', '-d']))
  expect(await id()).toBe(before)
})

test('a mistake in x-ready is told at its place before anything is created, and config only warns', async () => {
  await using project = await testProject({
    'compose.yaml': 'services:\n  db:\n    image: busybox\n    x-ready: { tpc: 80 }\n',
  })
  const up = await muster(project, ['up', '-d'])
  expect(up.code).not.toBe(0)
  expect(up.stderr).toMatch(/compose\.yaml:4:16: error\[E150\]: services\.db\.x-ready has no key `tpc`/)
  expect(up.stderr).toContain('did you mean `tcp`?')
  const config = await muster(project, ['config'])
  expectSuccess(config)
  expect(config.stdout).toBe((await dockerCompose(project, ['config'])).stdout)
})

test('a program waits for a condition of a running service', async () => {
  await using project = await testProject({
    'compose.yaml': `services:\n  db:\n    ${bare(`echo up; ${go}; echo gone; /busybox sleep 1000`)}\n`,
  })
  expectSuccess(await muster(project, ['up', '-d']))
  const world = openWorld({
    cwd: project.directory,
    env: new Map(Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined)),
    home: '/',
    emit: () => undefined,
    signal: new AbortController().signal,
    force: new AbortController().signal,
    now: Date.now,
    command: 'test',
    adopt: false,
  })
  const of = { project: project.name, service: 'db' }
  await waitReady({ ...of, until: [conditionOf('log:^up$')] }, world)
  await waitReady({ ...of, until: 'running' }, world)
  const late = waitReady({ ...of, until: [conditionOf('log:gone')], timeout: 1 }, world)
  await expect(late).rejects.toThrow('db is not ready after 1 s: log /gone/: not said yet')
  await letGo(project)
  await waitReady({ ...of, until: [conditionOf('log:gone')] }, world)
  const engine = await world.engine()
  engine.close()
})

function conditionOf(text: string): ReadyCondition {
  const read = parseReady(text)
  if ('wrong' in read) throw new Error(read.wrong)
  return read
}

test('a wait that takes long says what it waits for, and so does its interruption', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    ${bare('/busybox mkdir -p /w/etc; /busybox httpd -f -p 8080 -h /w')}
    x-ready: { http: { port: 8080, path: /etc, status: 2xx } }
`,
  })
  const up = startMuster(project, ['--progress', 'plain', 'up', '-d', '--wait'])
  await up.seen(/^db: still waiting after 10 s: http 8080\/etc 200-299: answered 302$/m)
  up.signal('SIGINT')
  const { code, stderr } = await up.done
  expect(code).toBe(130)
  expect(stderr).toMatch(/Interrupted; .*not done: db \(http 8080\/etc 200-299: answered 302\)/)
})
