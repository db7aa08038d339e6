import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { expectSettled } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

const sleeper = 'image: busybox, init: true, command: sleep 1000'

test('a chain of default healthchecks is ready long before the engine has probed once', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  a: { ${sleeper}, healthcheck: { test: "true" } }
  b: { ${sleeper}, healthcheck: { test: "true" }, depends_on: { a: { condition: service_healthy } } }
  c: { ${sleeper}, healthcheck: { test: "true" }, depends_on: { b: { condition: service_healthy } } }
`,
  })
  const up = await muster(project, ['up', '-d', '--wait'])
  expect(up).toMatchObject({ code: 0 })
  // The engine's own first probes come after 30 s each, one after the other.
  expect(up.ms).toBeLessThan(80_000)
  await expectSettled(project)
})

test("muster's probes end with readiness, and never make a container unhealthy", async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  a:
    ${sleeper.replaceAll(', ', '\n    ')}
    healthcheck: { test: "echo x >> /probes; [ $$(wc -l < /probes) -ge 4 ]", retries: 1 }
`,
  })
  expect(await muster(project, ['up', '-d', '--wait'])).toMatchObject({ code: 0 })
  expect((await muster(project, ['ps', '--format', '{{.Health}}'])).stdout.trim()).not.toBe('unhealthy')
  const count = async (): Promise<string> => {
    const { start } = await import('../harness/command.ts')
    return (await start(['docker', 'exec', `${project.name}-a-1`, 'wc', '-l', '/probes'], {}).done).stdout
  }
  expect(await count()).toContain('4')
})

test('a job that exits 0 is done under --wait', async () => {
  await using project = await testProject({
    'compose.yaml': `services: { web: { ${sleeper} }, job: { image: busybox, command: "true" } }`,
  })
  expect(await muster(project, ['up', '-d', '--wait'])).toMatchObject({ code: 0 })
})

const failures = [
  {
    name: 'a job that exits 3',
    yaml: 'job: { image: busybox, command: sh -c "echo oops; exit 3" }',
    args: [],
    says: [/job-1 exited \(3\)/, /oops/, /compose\.yaml:1:\d+/],
  },
  {
    name: 'an unhealthy dependency',
    yaml: `db: { image: busybox, init: true, command: sh -c "echo FATAL disk full; sleep 1000", healthcheck: { test: "echo probe says no; exit 3", interval: 200ms, retries: 2 } }, app: { ${sleeper}, depends_on: { db: { condition: service_healthy } } }`,
    args: [],
    says: [/db-1 is unhealthy/, /probe says no/, /FATAL disk full/, /blocked: app/],
  },
  {
    name: 'a crash loop',
    yaml: 'loop: { image: busybox, restart: always, command: sh -c "exit 7", healthcheck: { test: "false", start_period: 1h } }',
    args: [],
    says: [/loop-1 keeps restarting/, /7/],
  },
  {
    name: 'a crash loop without a healthcheck',
    yaml: 'loop: { image: busybox, restart: always, command: sh -c "exit 4" }',
    args: [],
    says: [/loop-1 keeps restarting/, /4/],
  },
  {
    name: 'a time limit',
    yaml: `slow: { ${sleeper}, healthcheck: { test: "echo not so fast; false" } }`,
    args: ['--wait-timeout', '10'],
    says: [/application not healthy after 10s: slow/, /not so fast/],
  },
  {
    name: 'a check of a command that the image lacks',
    yaml: `web: { ${sleeper}, healthcheck: { test: [CMD, curlx, "-f"] } }`,
    args: ['--wait-timeout', '10'],
    says: [
      /web: its healthcheck cannot run: curlx: executable file not found in the image/,
      /compose\.yaml:1:\d+/,
      /probe +curlx -f  \(failed (once|\d+ times), exit 127\)/,
    ],
  },
  {
    name: 'a check whose shell finds no such command',
    yaml: `web: { ${sleeper}, healthcheck: { test: curlx -f } }`,
    args: ['--wait-timeout', '10'],
    says: [/web: its healthcheck cannot run: .*curlx: not found/, /probe +curlx -f .*exit 127/],
  },
  {
    name: 'a chain',
    yaml: `db: { ${sleeper}, healthcheck: { test: "false" } }, app: { ${sleeper}, depends_on: { db: { condition: service_healthy } } }, web: { ${sleeper}, depends_on: [app] }`,
    args: ['--wait-timeout', '4'],
    says: [/blocked: app \(waits for db: service_healthy\), web \(waits for app: service_started\)/],
  },
  {
    name: 'a dependency without healthcheck',
    yaml: `db: { ${sleeper} }, app: { ${sleeper}, depends_on: { db: { condition: service_healthy } } }`,
    args: [],
    says: [/db-1 has no healthcheck configured/, /add a healthcheck/],
  },
] as const

test.concurrent.each(failures)('$name fails, by name and with what it said', async ({ yaml, args, says }) => {
  await using project = await testProject({ 'compose.yaml': `services: { ${yaml} }` })
  const up = await muster(project, ['up', '-d', '--wait', ...args])
  expect(up.code).not.toBe(0)
  for (const words of says) expect(up.stderr).toMatch(words)
})

test('a failure shows what the container said since its start, and nothing of the runs before', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  job:
    image: busybox
    volumes: [data:/data]
    command: sh -c "echo run $$(cat /data/n || echo 0)-$$RANDOM; [ -e /data/n ] && exit 3; echo 1 > /data/n"
volumes: { data: {} }
`,
  })
  expect(await muster(project, ['up', '-d', '--wait'])).toMatchObject({ code: 0 })
  // A program may print before the engine notes its start: what was said in the second before that counts as its own.
  await setTimeout(1500)
  const again = await muster(project, ['up', '-d', '--wait'])
  expect(again.code).toBe(1)
  expect(again.stderr).toMatch(/log +run 1-\d+/)
  expect(again.stderr).not.toMatch(/run 0-/)
})
