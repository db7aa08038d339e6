import { expect, test } from 'vitest'
import { dockerCompose, muster, start, startMuster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

async function namesOf(project: TestProject): Promise<readonly string[]> {
  return (await objectsOf(project.name)).containers
    .map(({ Names: [name = ''] }) => name.replace(`/${project.name}-`, ''))
    .toSorted()
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line.includes('->'))

test.concurrent('attached, what hooks print is shown line by line under their container, as docker compose shows it', async () => {
  const project = await testProject({
    'compose.yaml': `services:
  web:
    image: busybox
    command: sh -c 'until [ -e /done ]; do sleep 0.1; done; sleep 1'
    post_start:
      - command: sh -c 'echo one; echo two'
      - command: printf last
      - command: touch /done
`,
  })
  await using _ = project
  const theirs = await dockerCompose(project, ['up'])
  expectSuccess(await muster(project, ['-f', 'compose.yaml', 'down', '-t', '0']))
  const ours = await muster(project, ['up'])
  expectSuccess(ours)
  expect(lines(ours.stdout)).toEqual(['web-1 ->  | one', 'web-1 ->  | two', 'web-1 ->  | last'])
  expect(lines(theirs.stdout)).toEqual(lines(ours.stdout))
})

test.concurrent('pre_stop hooks are shown when an attached up is ended', async () => {
  await using project = await testProject({
    'compose.yaml':
      'services:\n  web:\n    image: busybox\n    init: true\n    command: sh -c "echo here; exec sleep 1000"\n    pre_stop: [{ command: echo bye }]\n',
  })
  const running = startMuster(project, ['up'])
  await running.seen(/here/)
  running.signal('SIGINT')
  expect((await running.done).stdout).toMatch(/web-1 -> +\| bye/)
})

const early = (command: string): string => `services:
  web:
    image: busybox
    init: true
    command: sh -c 'cat /data/made; exec sleep 1000'
    scale: 2
    environment: { WHO: service, KEPT: yes }
    volumes: [data:/data]
    pre_start:
      - command: ${command}
        environment: { WHO: hook }
      - command: sh -c 'echo second >> /data/made'
        user: "0"
volumes: { data: {} }
`

test.concurrent('pre_start runs once before the first container, with its volumes and variables, and leaves nothing', async () => {
  await using project = await testProject({ 'compose.yaml': early(`sh -c 'echo "$$WHO $$KEPT" >> /data/made'`) })
  expectSuccess(await muster(project, ['up', '-d']))
  expect(await namesOf(project)).toEqual(['web-1', 'web-2'])
  const made = start(['docker', 'exec', `${project.name}-web-2`, 'cat', '/data/made'], {})
  expect((await made.done).stdout).toBe('hook yes\nsecond\n')
  const again = await muster(project, ['up', '-d'])
  expectSuccess(again)
  expect(again.stderr).not.toContain('pre_start')
  expectSuccess(await muster(project, ['up', '-d', '--scale', 'web=3']))
  const still = start(['docker', 'exec', `${project.name}-web-3`, 'cat', '/data/made'], {})
  expect((await still.done).stdout).toBe('hook yes\nsecond\n')
})

test.concurrent('a pre_start hook that fails keeps the service from starting, says why, and is put away by the next up and by down', async () => {
  await using project = await testProject({ 'compose.yaml': early(`sh -c 'echo no migration; exit 3'`) })
  const up = await muster(project, ['up', '-d'])
  expect(up.code).toBe(1)
  expect(up.stderr).toContain('web: pre_start[0] exited with status 3')
  expect(up.stderr).toContain('no migration')
  expect(await namesOf(project)).toEqual(['web-1', 'web-1-pre_start-0', 'web-2'])
  const { Config: config } = (await engineRequest('GET', `/containers/${project.name}-web-1-pre_start-0/json`)) as {
    Config: { Labels: Record<string, string> }
  }
  expect(config.Labels).toMatchObject({ 'com.docker.compose.hook': 'pre_start' })
  expect(config.Labels).not.toHaveProperty('com.docker.compose.config-hash')
  expect(config.Labels).not.toHaveProperty('com.docker.compose.oneoff')
  await project.write('compose.yaml', early('touch /data/made'))
  expectSuccess(await muster(project, ['up', '-d']))
  expect(await namesOf(project)).toEqual(['web-1', 'web-2'])
  await project.write('compose.yaml', early('"false"'))
  expect((await muster(project, ['up', '-d', '--force-recreate', '-t', '0'])).code).toBe(1)
  expect(await namesOf(project)).toContain('web-1-pre_start-0')
  expectSuccess(await muster(project, ['-f', 'compose.yaml', 'down', '-v', '-t', '0']))
  expect(await objectsOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] })
})

test.concurrent('attached, what pre_start prints is shown, and its end is not the end of the service', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  web:
    image: busybox
    init: true
    command: sh -c 'echo served; sleep 1; exit 5'
    pre_start: [{ command: echo prepared }]
`,
  })
  const up = await muster(project, ['up', '--abort-on-container-exit'])
  expect(up.code).toBe(5)
  expect(up.stdout).toMatch(/web-1-pre_start-0 -> +\| prepared/)
  expect(up.stdout).toMatch(/web-1 +\| served/)
})

test.concurrent('a post_start hook is made up for by the next up when muster dies between start and hook, and once only', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  web:
    image: busybox
    init: true
    command: sleep 1000
    post_start: [{ command: sh -c 'echo ran >> /ran' }, { command: sh -c 'echo last >> /ran' }]
`,
    'state/.keep': '',
  })
  const env = { XDG_STATE_HOME: `${project.directory}/state` }
  let die = (): void => undefined
  await using proxy = await startProxy(({ method, path }) =>
    method === 'POST' && /^\/containers\/[^/]+\/exec/.test(path)
      ? { do: 'lose', when: 'before', onLost: () => die() }
      : { do: 'pass' },
  )
  const first = startMuster(project, ['up', '-d'], { env: { ...env, DOCKER_HOST: proxy.address } })
  die = () => first.signal('SIGKILL')
  await first.done
  const ran = async (): Promise<string> =>
    (await start(['docker', 'exec', `${project.name}-web-1`, 'sh', '-c', 'cat /ran 2>/dev/null'], {}).done).stdout
  expect(await ran()).toBe('')
  expectSuccess(await muster(project, ['up', '-d'], { env }))
  expect(await ran()).toBe('ran\nlast\n')
  expectSuccess(await muster(project, ['up', '-d'], { env }))
  expect(await ran()).toBe('ran\nlast\n')
})
