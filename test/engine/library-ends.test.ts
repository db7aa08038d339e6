import { expect, test } from 'vitest'
import { connect, up } from '../../src/index.ts'
import { start } from '../harness/command.ts'
import { objectsOf, snapshotsOfCopies, testProject } from '../harness/project.ts'

const file = 'services: { web: { image: busybox, init: true, command: sleep 1000 } }\n'

const nothing = { containers: [], networks: [], volumes: [] }

test.concurrent('fresh volumes have nothing of the last time', async () => {
  await using project = await testProject({
    'compose.yaml':
      'services: { db: { image: busybox, init: true, command: sleep 1000, volumes: ["data:/data"] } }\nvolumes: { data: {} }\n',
  })
  const options = { cwd: project.directory, project: project.name }
  const stack = await up(options)
  await stack.service('db').exec(['touch', '/data/old'])
  await stack.down()
  const again = await up(options)
  await expect(up({ ...options, volumes: 'fresh' })).rejects.toThrow('has containers already')
  expect((await again.service('db').exec(['ls', '/data'])).stdout).toBe('old\n')
  await using fresh = await up({ ...options, volumes: 'fresh', existing: 'adopt' })
  expect((await fresh.service('db').exec(['ls', '/data'])).stdout).toBe('')
})

test.concurrent('data is kept, given back and thrown away, and ends with the stack', async ({ expect }) => {
  await using project = await testProject({
    'compose.yaml':
      'services: { db: { image: busybox, init: true, command: sleep 1000, volumes: ["data:/data"] } }\nvolumes: { data: {} }\n',
  })
  {
    await using stack = await up({ cwd: project.directory, project: project.name })
    const db = stack.service('db')
    const say = async (command: string): Promise<string> => (await db.exec(['sh', '-c', command])).stdout
    await say('echo seed > /data/seed')
    const { bytes } = await stack.saveSnapshot('seeded')
    expect(bytes).toBeGreaterThan(0)
    await expect(stack.saveSnapshot('seeded')).rejects.toThrow('seeded')
    await say('rm /data/seed; touch /data/more')
    await stack.reset()
    expect(await say('ls /data')).toBe('seed\n')
    await stack.reset({ to: 'empty' })
    expect(await say('ls /data')).toBe('')
    await stack.reset({ to: { snapshot: 'seeded' }, services: ['db'] })
    expect(await say('cat /data/seed')).toBe('seed\n')
    expect((await stack.listSnapshots()).map(({ name }) => name)).toEqual(['seeded'])
    await stack.removeSnapshot('seeded')
    expect(await stack.listSnapshots()).toEqual([])
    await stack.saveSnapshot('last')
  }
  expect(await objectsOf(project.name)).toEqual(nothing)
  expect(await snapshotsOfCopies(project.name)).toEqual([])
})

test.concurrent('a stack whose work was aborted is taken down all the same', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const over = new AbortController()
  {
    await using _stack = await up({ cwd: project.directory, project: project.name, signal: over.signal })
    over.abort()
  }
  expect(await objectsOf(project.name)).toEqual(nothing)
})

const killed = `
import { up } from '${new URL('../../dist/index.js', import.meta.url).href}'
const stack = await up({ project: process.argv[2] })
console.log('up', stack.service('db').containers[0].state)
setInterval(() => {}, 1000)
`

test.concurrent('a killed test process leaves nothing, not even data', async ({ expect }) => {
  await using project = await testProject({
    'compose.yaml':
      'services: { db: { image: busybox, init: true, command: sleep 1000, volumes: ["data:/data"] } }\nvolumes: { data: {} }\n',
    'suite.mjs': killed,
  })
  const suite = start([process.execPath, 'suite.mjs', project.name], { cwd: project.directory })
  await suite.seen(/up running/)
  expect((await objectsOf(project.name)).volumes).toHaveLength(1)
  suite.child.kill('SIGKILL')
  await suite.done
  await expect.poll(async () => await objectsOf(project.name)).toEqual(nothing)
})

test.concurrent('what somebody else scales goes with the process that brought it up', async ({ expect }) => {
  await using project = await testProject({
    'compose.yaml': 'services: { db: { image: busybox, init: true, command: sleep 1000 } }\n',
    'suite.mjs': killed,
  })
  const suite = start([process.execPath, 'suite.mjs', project.name], { cwd: project.directory })
  await suite.seen(/up running/)
  {
    await using stack = await connect({ cwd: project.directory, project: project.name, files: ['compose.yaml'] })
    await stack.service('db').scale(2)
    expect(stack.service('db').containers).toHaveLength(2)
  }
  suite.child.kill('SIGKILL')
  await suite.done
  await expect.poll(async () => await objectsOf(project.name)).toEqual(nothing)
})

test.concurrent('without a lease a stack outlives its process', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const stack = await up({ cwd: project.directory, project: project.name, lease: 'none' })
  const [container] = stack.service('web').containers
  expect([...(container?.labels.keys() ?? [])].filter((name) => name.startsWith('dev.muster.lease'))).toEqual([])
  await stack.down()
  expect(await objectsOf(project.name)).toEqual(nothing)
})

test.concurrent('an up that is aborted leaves nothing of what it made', async ({ expect }) => {
  await using project = await testProject({
    'compose.yaml':
      'services: { db: { image: busybox, init: true, command: sleep 1000, healthcheck: { test: "false", retries: 1000 } } }\n',
  })
  const over = new AbortController()
  const reason = new Error('enough')
  const waiting = up({ cwd: project.directory, project: project.name, signal: over.signal })
  await expect
    .poll(async () => (await objectsOf(project.name)).containers.map(({ State }) => State))
    .toEqual(['running'])
  over.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  expect(await objectsOf(project.name)).toEqual(nothing)
})
