import { expect, test } from 'vitest'
import { muster, start, startMuster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

test.concurrent('a check that succeeds while a database sets itself up, with its port still closed, does not count as ready', async () => {
  // Like the official database images: the check succeeds at once, the port opens only when the file says so.
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    command: ["sh", "-c", "until [ -e /go ]; do sleep 0.05; done; while true; do nc -l -p 5432; done"]
    expose: [5432]
    healthcheck: { test: ["CMD", "true"] }
`,
  })
  const up = startMuster(project, ['--progress', 'plain', 'up', '-d', '--wait'])
  await up.seen(/db-1\s+Waiting/)
  // Long after the first probe, which is due 100 ms after the start.
  const early = await Promise.race([
    up.done.then(() => 'ended'),
    new Promise((resolve) => setTimeout(() => resolve('waiting'), 2_000)),
  ])
  expect(early).toBe('waiting')
  expectSuccess(await start(['docker', 'exec', `${project.name}-db-1`, 'touch', '/go'], {}).done)
  expectSuccess(await up.done)
  expectSuccess(await muster(project, ['down', '-t', '0']))
})

test.concurrent('the engine calls a database healthy that is still setting itself up: its dependents wait until it serves', async () => {
  // The port opens half a second after the check first succeeds, which the engine sees at once.
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    command: ["sh", "-c", "echo served > /tmp/index.html; sleep 0.7; httpd -f -p 5432 -h /tmp"]
    expose: [5432]
    healthcheck: { test: ["CMD", "true"], interval: 200ms }
  job:
    image: busybox
    command: wget -q -O- http://db:5432/
    depends_on: { db: { condition: service_healthy } }
`,
  })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  const job = await start(['docker', 'inspect', '-f', '{{.State.ExitCode}}', `${project.name}-job-1`], {}).done
  expect(job.stdout.trim()).toBe('0')
})

test.concurrent('a check that has begun before the port was open is run again: its server may have gone since', async () => {
  // The first check succeeds when the port is open, the next one only when the file says so.
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    command: ["sh", "-c", "until [ -e /begun ]; do sleep 0.05; done; httpd -p 5432; touch /open; sleep 2; touch /up; sleep 1000"]
    expose: [5432]
    healthcheck: { test: "[ -e /up ] || { [ ! -e /begun ] && touch /begun && until [ -e /open ]; do sleep 0.05; done; }" }
`,
  })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  expectSuccess(await start(['docker', 'exec', `${project.name}-db-1`, 'ls', '/up'], {}).done)
})

test.concurrent('a check that the engine has made before the port was open is made again, too', async () => {
  // At this interval muster leaves the checks to the engine. The port opens once muster has tried it, and was refused; with a
  // volume that is new there is time for it.
  const refused = `awk '/^Tcp: [0-9]/ { exit !($$15 > 0) }' /proc/net/snmp`
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    volumes: [/data]
    command: ["sh", "-c", "until ${refused}; do sleep 0.05; done; touch /anew; httpd -p 5432; sleep 2; touch /up; sleep 1000"]
    expose: [5432]
    healthcheck: { test: "[ ! -e /anew ] || [ -e /up ]", interval: 100ms, retries: 1000 }
`,
  })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  expectSuccess(await start(['docker', 'exec', `${project.name}-db-1`, 'ls', '/up'], {}).done)
})

test.concurrent.each([
  { data: 'a new volume', volumes: '/data' },
  { data: 'a folder that was there before', volumes: './data:/data' },
])('a container that sets up $data while the engine calls it healthy is given the time for it', async ({ volumes }) => {
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    volumes: ["${volumes}"]
    command: ["sh", "-c", "touch /data/new; rm /data/new; echo served > /tmp/index.html; sleep 5; httpd -f -p 5432 -h /tmp"]
    expose: [5432]
    healthcheck: { test: "true", interval: 200ms }
  job:
    image: busybox
    command: wget -q -O- http://db:5432/
    depends_on: { db: { condition: service_healthy } }
`,
    'data/.keep': '',
  })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
})

test.concurrent('muster stops probing the moment that the service is ready', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    command: sleep 3600
    healthcheck: { test: ["CMD-SHELL", "echo x >> /count; [ $$(wc -l < /count) -ge 3 ]"] }
`,
  })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  const count = await start(['docker', 'exec', `${project.name}-db-1`, 'wc', '-l', '/count'], {}).done
  expect(count.stdout.trim()).toBe('3 /count')
})

test.concurrent('an application that fails as it starts fails up --wait', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  api:
    image: busybox
    command: ["sh", "-c", "echo no DATABASE_URL >&2; exit 1"]
    expose: [8000]
`,
  })
  const up = await muster(project, ['up', '-d', '--wait'])
  expect(up.code).toBe(1)
  expect(up.stderr).toContain('exited (1)')
  expect(up.stderr).toContain('no DATABASE_URL')
})

test.concurrent('an application without healthcheck is up once it has run for a second, and not sooner', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { api: { image: busybox, init: true, command: sleep 3600 } }',
  })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  const ended = Date.now()
  const began = await start(['docker', 'inspect', '-f', '{{.State.StartedAt}}', `${project.name}-api-1`], {}).done
  // An answer of the engine counts from its arrival: only a busy machine takes longer.
  expect(ended - Date.parse(began.stdout.trim())).toBeGreaterThanOrEqual(1_000)
})

test.concurrent('a service that was up and fails while others are still waited for fails up --wait', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  api:
    image: busybox
    command: ["sh", "-c", "until [ -e /fail ]; do sleep 0.1; done; exit 4"]
  slow:
    image: busybox
    init: true
    command: sleep 3600
    healthcheck: { test: ["CMD-SHELL", "[ -e /ok ]"], interval: 500ms, retries: 1000 }
`,
  })
  const touch = async (service: string, path: string): Promise<unknown> =>
    await start(['docker', 'exec', `${project.name}-${service}-1`, 'touch', path], {}).done
  const up = startMuster(project, ['--progress', 'plain', 'up', '-d', '--wait'])
  await up.seen(/api-1\s+Healthy/)
  await touch('api', '/fail')
  await engineRequest('POST', `/containers/${project.name}-api-1/wait`)
  await touch('slow', '/ok')
  const { code, stderr } = await up.done
  expect(code).toBe(1)
  expect(stderr).toContain('api-1 exited (4)')
})
