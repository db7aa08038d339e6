import { createConnection, createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { engineTarget } from '../harness/engine.ts'
import { freePort } from '../harness/http.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'

const service = (more: string): string =>
  `services:\n  web:\n    image: busybox\n    init: true\n    command: sleep 1000\n    ${more}\n`

const withService = async (more: string): Promise<TestProject> => await testProject({ 'compose.yaml': service(more) })

test('a container name that another project uses is refused once, with its owner and the place', async () => {
  const name = `mt-name-${crypto.randomUUID().slice(0, 8)}`
  await using owner = await withService(`container_name: ${name}`)
  await using late = await withService(`container_name: ${name}`)
  expect(await muster(owner, ['up', '-d'])).toMatchObject({ code: 0 })
  const id = (await objectsOf(owner.name)).containers[0]?.Id.slice(0, 12)
  const up = await muster(late, ['up', '-d'])
  expect(up.code).toBe(1)
  expect(up.stderr).toContain(
    `✘ web: the container name ${name} is already in use by container ${id} of project ${owner.name}  (compose.yaml:6:21)`,
  )
  expect(up.stderr.match(new RegExp(`Container ${name}  Creating`, 'g'))).toHaveLength(1)
})

/** The engine behind an address that may be anywhere, so that nothing of this machine is looked at beforehand. */
async function elsewhere(): Promise<{ readonly env: { DOCKER_HOST: string } } & Disposable> {
  const server = createServer((socket) => {
    const engine = createConnection(engineTarget().socketPath)
    for (const end of [socket, engine]) end.on('error', () => undefined)
    socket.pipe(engine).pipe(socket)
  })
  const port = await listening(server)
  return { env: { DOCKER_HOST: `tcp://127.0.0.1:${port}` }, [Symbol.dispose]: () => void server.close() }
}

async function listening(server: Server): Promise<number> {
  return await new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
  )
}

test('a host port that a container uses is refused with its owner and the place, by whatever engine', async () => {
  const port = await freePort()
  await using owner = await withService(`ports: ["127.0.0.1:${port}:80"]`)
  await using late = await withService(`ports: ["81", "127.0.0.1:${port}:80"]`)
  using other = await elsewhere()
  expect(await muster(owner, ['up', '-d'])).toMatchObject({ code: 0 })
  const up = await muster(late, ['up', '-d'], other)
  expect(up.code).toBe(1)
  expect(up.stderr).toContain(
    `✘ web: port 127.0.0.1:${port} is already in use by container ${owner.name}-web-1  (compose.yaml:6:19)`,
  )
  expect(up.stderr).toContain(`Container ${late.name}-web-1  port is already allocated: 127.0.0.1:${port}\n`)
})

test('a host port that a program uses is refused at its place, by whatever engine', async () => {
  const server = createServer()
  const port = await listening(server)
  await using project = await withService(`ports: ["127.0.0.1:${port}:80"]`)
  using other = await elsewhere()
  try {
    const up = await muster(project, ['up', '-d'], other)
    expect(up.code).toBe(1)
    expect(up.stderr).toContain(
      `✘ web: port 127.0.0.1:${port} is already in use by another program  (compose.yaml:6:13)`,
    )
  } finally {
    server.close()
  }
})

test('a network that the engine does not make is named, with the place of the value and who is blocked', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  a: { image: busybox, networks: [x] }
  b: { image: busybox, depends_on: [a] }
networks:
  x:
    ipam:
      config:
        - subnet: 10.0.0.0/33
`,
  })
  const { code, stderr } = await muster(project, ['up', '-d'])
  expect(code).toBe(1)
  expect(stderr).toContain(
    `✘ network ${project.name}_x: invalid network config: invalid subnet 10.0.0.0/33: invalid CIDR block notation  (compose.yaml:8:19)`,
  )
  expect(stderr).toContain(`blocked: a (waits for network ${project.name}_x)`)
  expect(stderr).toContain('fix: correct `networks.x`')
})
