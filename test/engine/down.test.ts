import { expect, test } from 'vitest'
import { muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectNothingLeft } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

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
