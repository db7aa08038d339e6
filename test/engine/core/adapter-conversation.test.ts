import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../../src/engine/connect.ts'
import { muster, startMuster } from '../../harness/command.ts'
import { engineTarget } from '../../harness/engine.ts'
import { testProject, type TestProject } from '../../harness/project.ts'

const certificates = join(import.meta.dirname, 'certificates')
const servers: Server[] = []
let project: TestProject

beforeAll(async () => {
  const file = 'services:\n  app:\n    image: busybox\n    init: true\n    command: sleep 3600\n'
  project = await testProject({ 'compose.yaml': file })
  await muster(project, ['up', '-d'])
})

afterAll(async () => await project[Symbol.asyncDispose]())
afterEach(() => servers.splice(0).forEach((server) => server.close()))

/** Passes the bytes of each connection on to the engine, and the end of each direction. */
function serve(client: Socket): void {
  const engine = createConnection({ path: engineTarget().socketPath, allowHalfOpen: true })
  client.on('error', () => engine.destroy()).on('close', () => engine.destroy())
  engine.on('error', () => client.destroy())
  client.pipe(engine).pipe(client)
}

async function listening(server: Server): Promise<number> {
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

function tlsServer(): Server {
  const read = (name: string): Buffer => readFileSync(join(certificates, name))
  const secured = { cert: read('cert.pem'), key: read('key.pem'), ca: read('ca.pem'), requestCert: true }
  return createTlsServer({ ...secured, allowHalfOpen: true }, serve)
}

const ways = [
  { way: 'a unix socket', variables: async () => ({ DOCKER_HOST: `unix://${engineTarget().socketPath}` }) },
  {
    way: 'TCP',
    variables: async () => ({
      DOCKER_HOST: `tcp://127.0.0.1:${await listening(createServer({ allowHalfOpen: true }, serve))}`,
    }),
  },
  {
    way: 'TLS',
    variables: async () => ({
      DOCKER_HOST: `tcp://localhost:${await listening(tlsServer())}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: certificates,
    }),
  },
]

describe.each(ways)('over $way', ({ variables }) => {
  test('a command gets its input and the end of it, and everything that it says comes back', async () => {
    const size = 5_000_000
    const env = { DOCKER_CONFIG: '/nowhere', ...(await variables()) }
    const args = ['exec', '-T', 'app', 'sh', '-c', 'cat; echo end']
    const { code, stdout } = await muster(project, args, { env, stdin: 'x'.repeat(size) })
    expect({ code, length: stdout.length, end: stdout.slice(-5) }).toEqual({ code: 0, length: size + 4, end: 'xend\n' })
  })

  test('an exec that the engine refuses is its error', async () => {
    const env = new Map(Object.entries({ DOCKER_CONFIG: '/nowhere', ...(await variables()) }))
    const engine = await connect({ env, home: '/nowhere' })
    const asked = engine.containers.open('no-such-container', { command: ['true'], tty: false, stdin: false })
    await expect(asked).rejects.toMatchObject({ status: 404 })
    engine.close()
  })
})

test('a run that loses its connection says that its container still runs', async () => {
  const clients: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (client) => {
    clients.push(client)
    serve(client)
  })
  const env = { DOCKER_CONFIG: '/nowhere', DOCKER_HOST: `tcp://127.0.0.1:${await listening(server)}` }
  const args = ['run', '--rm', 'app', 'sh', '-c', 'echo ready; sleep 1000']
  const running = startMuster(project, args, { env, stdin: 'open' })
  await running.seen(/ready/)
  clients.splice(0).forEach((client) => client.destroy())
  const { code, stderr } = await running.done
  expect(code).toBe(1)
  expect(stderr).toMatch(/the connection to the engine broke off; \S+-app-run-[0-9a-f]{12} still runs/)
})
