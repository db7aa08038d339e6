import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../src/engine/connect.ts'
import { observe } from '../../../src/engine/observe.ts'
import type { Engine, EngineEvent } from '../../../src/engine/port.ts'
import { spoken } from '../../../src/engine/transport/version.ts'
import { watch } from '../../../src/engine/watch.ts'
import type { BuildSpec } from '../../../src/plan/step.ts'
import { startProxy } from '../../harness/proxy.ts'
import { adapterWorld, first, type AdapterWorld } from './adapter-world.ts'

const certificates = join(import.meta.dirname, 'certificates')
let world: AdapterWorld
const servers: Server[] = []

beforeAll(async () => {
  world = await adapterWorld()
})

afterAll(() => world.clean())

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Passes the bytes of each connection on to the engine. */
async function forwarding(make: (serve: (client: Socket) => void) => Server): Promise<number> {
  const path = world.engine.address.replace('unix://', '')
  const server = make((client) => {
    const engine = createConnection(path)
    client.on('error', () => engine.destroy()).on('close', () => engine.destroy())
    engine.on('error', () => client.destroy())
    client.pipe(engine).pipe(client)
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

function over(variables: Readonly<Record<string, string>>): Promise<Engine> {
  return connect({ env: new Map(Object.entries({ DOCKER_CONFIG: '/nowhere', ...variables })), home: '/nowhere' })
}

const read = (name: string): Buffer => readFileSync(join(certificates, name))

function tlsServer(serve: (client: Socket) => void): Server {
  const secured = {
    cert: read('cert.pem'),
    key: read('key.pem'),
    ca: read('ca.pem'),
    requestCert: true,
    rejectUnauthorized: true,
  }
  return createTlsServer(secured, serve)
}

describe('the engine answers', () => {
  it('over TCP', async () => {
    const port = await forwarding(createServer)
    const engine = await over({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })
    expect(await engine.version()).toEqual(await world.engine.version())
    engine.close()
  })

  it('what is there before it has said which API it speaks', async () => {
    let listed = 0
    await using proxy = await startProxy(({ path }) => {
      if (path === '/networks') listed = performance.now()
      return path === '/_ping' ? { do: 'delay', ms: 500 } : { do: 'pass' }
    })
    const engine = await over({ DOCKER_HOST: proxy.address })
    const networks = engine.networks.list()
    await engine.version()
    expect(listed).toBeGreaterThan(0)
    expect((await networks).map(({ name }) => name)).toContain('bridge')
    engine.close()
  })

  it('over TLS to who has a certificate', async () => {
    const port = await forwarding(tlsServer)
    const engine = await over({
      DOCKER_HOST: `tcp://localhost:${port}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: certificates,
    })
    expect((await engine.version()).os).toBe('linux')
    expect(await engine.networks.list()).not.toHaveLength(0)
    engine.close()
  })

  it.each([
    { with: 'a session', variables: { COMPOSE_BAKE: 'false' }, secret: true },
    { with: "the engine's own request", variables: {}, secret: false },
    { with: 'the classic builder', variables: { DOCKER_BUILDKIT: '0' }, secret: false },
  ])('over TLS to a build with $with', async ({ variables, secret }) => {
    const port = await forwarding(tlsServer)
    const tls = { DOCKER_HOST: `tcp://localhost:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates }
    const engine = await over({ PATH: process.env['PATH'] ?? '', ...tls, ...variables })
    const context = await mkdtemp(join(tmpdir(), 'muster-tls-'))
    const said = randomBytes(8).toString('hex')
    await writeFile(join(context, 'told'), said)
    const step = secret ? 'RUN --mount=type=secret,id=s cat /run/secrets/s | rev' : 'COPY told /told\nRUN rev /told'
    const lines: string[] = []
    const spec: BuildSpec = {
      service: 'web',
      name: `${world.project}-tls`,
      tags: [],
      context,
      inline: `FROM busybox\nARG AT=${said}\n${step}\n`,
      args: new Map(),
      labels: new Map(Object.entries(world.labels('web'))),
      ...(secret ? { secrets: [{ id: 's', file: join(context, 'told') }] } : {}),
    }
    const id = await engine.images.build(spec, { onOutput: (line) => lines.push(line) })
    expect((await world.engine.images.inspect(spec.name))?.id).toBe(id)
    expect(lines.join('\n')).toContain(said.split('').toReversed().join(''))
    engine.close()
    await rm(context, { recursive: true })
  })

  it('not to who does not know its authority, and the message says what to check', async () => {
    const port = await forwarding(tlsServer)
    const engine = await over({ DOCKER_HOST: `https://localhost:${port}` })
    await expect(engine.version()).rejects.toThrow(
      /^https:\/\/localhost:\d+ \(DOCKER_HOST\): its certificate is not trusted.*ca\.pem/,
    )
    engine.close()
  })
})

describe('connections', () => {
  it('are one ping and four lists for an observation, whatever it asks for', async () => {
    await using proxy = await startProxy()
    const engine = await over({ DOCKER_HOST: proxy.address })
    const images = Array.from({ length: 50 }, (_, n) => `busybox:${n}`)
    const volumes = images.map((_, n) => `v${n}`)
    await observe(engine, { project: world.project, networks: ['a', 'b'], volumes, images })
    const paths = proxy.requests.map(({ path }) => path.replace(/\?.*/, '')).toSorted((a, b) => a.localeCompare(b))
    // An engine with an older API is asked twice for what was asked for before it had said so.
    const again = (await engine.version()).api === spoken(undefined) ? [] : ['/networks', '/volumes']
    expect(paths).toEqual(['/_ping', '/containers/json', '/images/json', '/networks', '/volumes', ...again].toSorted())
    engine.close()
  })

  it('that were kept open and cut are opened again', async () => {
    await using proxy = await startProxy()
    const engine = await over({ DOCKER_HOST: proxy.address })
    // More than the attempts of one request.
    await Promise.all(Array.from({ length: 8 }, async () => await engine.containers.list([])))
    proxy.cutAll()
    expect(await engine.networks.list()).not.toHaveLength(0)
    engine.close()
  })

  it('that break off in an answer are an error that names the engine', async () => {
    await using proxy = await startProxy(({ path }) =>
      path.startsWith('/networks') ? { do: 'cut', afterBytes: 20 } : { do: 'pass' },
    )
    const engine = await over({ DOCKER_HOST: proxy.address })
    await expect(engine.networks.list()).rejects.toMatchObject({ name: 'EngineError', operation: 'list networks' })
    engine.close()
  })
})

describe('a tar that breaks off', () => {
  it('before anybody reads rejects who reads then', async () => {
    await using proxy = await startProxy(({ path }) =>
      path.includes('/archive') ? { do: 'cut', afterBytes: 1 } : { do: 'pass' },
    )
    const engine = await over({ DOCKER_HOST: proxy.address })
    const container = await world.engine.containers.create(`${world.project}-tar`, world.body('true'), {})
    const { tar } = await engine.containers.readArchive(container, '/etc', new AbortController().signal)
    // Until it is closed: an error that nobody hears would end the process.
    while (!(tar as Readable).destroyed) await new Promise((resolve) => setTimeout(resolve, 10))
    const all = async (): Promise<void> => {
      for await (const _ of tar);
    }
    await expect(all()).rejects.toMatchObject({ name: 'EngineError', message: expect.stringContaining('has ended') })
    engine.close()
  })
})

describe('a watch whose stream is cut', () => {
  it('ticks, connects again and loses no event', async () => {
    await using proxy = await startProxy()
    const engine = await over({ DOCKER_HOST: proxy.address })
    const stop = new AbortController()
    const seen = await watch(engine, world.project, stop.signal)
    const events = seen.events()[Symbol.asyncIterator]()
    const make = (n: number): Promise<string> =>
      world.engine.containers.create(`${world.project}-cut-${n}`, world.body('true'), {})
    const next = async (): Promise<EngineEvent> => (await events.next()).value as EngineEvent
    await make(1)
    expect((await next()).attributes.get('name')).toBe(`${world.project}-cut-1`)
    const ticks = seen.changes('anything')
    proxy.cutAll()
    await make(2)
    await first(ticks, () => true)
    expect((await next()).attributes.get('name')).toBe(`${world.project}-cut-2`)
    await make(3)
    expect((await next()).attributes.get('name')).toBe(`${world.project}-cut-3`)
    stop.abort()
    expect((await events.next()).done).toBe(true)
    engine.close()
  })
})
