import { expect, test } from 'vitest'
import { muster, start } from '../harness/command.ts'
import { expectNothingLeft } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

test('a chain that ignores its signals takes the longest grace period, not the sum', async () => {
  const deaf = 'image: busybox, command: sh -c "trap true TERM; while true; do sleep 1; done", stop_grace_period: 4s'
  await using project = await testProject({
    'compose.yaml': `services: { a: { ${deaf} }, b: { ${deaf}, depends_on: [a] }, c: { ${deaf}, depends_on: [b] } }`,
  })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const down = await muster(project, ['down'])
  expect(down).toMatchObject({ code: 0 })
  // Three graces one after the other would be 12 s.
  expect(down.ms).toBeLessThan(9_000)
  await expectNothingLeft(project)
})

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
  expect(await muster(project, ['down'])).toMatchObject({ code: 0 })
  const read = ['docker', 'run', '--rm', '-v', `${project.name}_log:/log`, 'busybox', 'cat', '/log/order']
  const order = (await start(read, {}).done).stdout.trim().split('\n')
  expect(order[0]).toBe('web term')
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
