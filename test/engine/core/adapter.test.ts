import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../src/engine/connect.ts'
import type { LogChunk } from '../../../src/engine/exec-options.ts'
import { observe } from '../../../src/engine/observe.ts'
import { type Engine, EngineError } from '../../../src/engine/port.ts'
import { watch } from '../../../src/engine/watch.ts'
import { adapterWorld, env, first, type AdapterWorld } from './adapter-world.ts'

let world: AdapterWorld
let engine: Engine

beforeAll(async () => {
  world = await adapterWorld()
  engine = world.engine
})

afterAll(() => world.clean())

async function ended(container: string): Promise<void> {
  const stop = new AbortController()
  const seen = await watch(engine, world.project, stop.signal)
  for await (const _ of concat(seen.changes(container))) {
    if ((await engine.containers.inspect(container)).state === 'exited') break
  }
  stop.abort()
}

async function* concat(ticks: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  yield
  yield* ticks
}

async function textOf(chunks: AsyncIterable<LogChunk>, stream: LogChunk['stream']): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) if (chunk.stream === stream) parts.push(chunk.data)
  return Buffer.concat(parts).toString()
}

describe('containers', () => {
  it('are listed with state, exit code, labels, networks and mounts, without an inspect', async () => {
    const name = `${world.project}-listed`
    const network = await engine.networks.create({ Name: `${world.project}_net`, Labels: world.labels('net') })
    await engine.volumes.create({ Name: `${world.project}_data`, Labels: world.labels('data') })
    const id = await engine.containers.create(
      name,
      world.body('exit 3', {
        HostConfig: { Binds: [`${world.project}_data:/data`], NetworkMode: `${world.project}_net` },
        NetworkingConfig: { EndpointsConfig: { [`${world.project}_net`]: { Aliases: ['web'] } } },
      }),
      {},
    )
    await engine.containers.start(name)
    await ended(name)
    const found = (await engine.containers.list([`com.docker.compose.project=${world.project}`])).find(
      (one) => one.id === id,
    )
    expect(found).toMatchObject({ name, service: 'web', number: 1, oneOff: false, state: 'exited', exitCode: 3 })
    expect([...(found?.networks ?? [])]).toEqual([[`${world.project}_net`, network]])
    expect(found?.mounts).toMatchObject([{ type: 'volume', name: `${world.project}_data`, target: '/data' }])
  })

  it('start, stop, kill and remove are no errors when there is nothing to do', async () => {
    const name = `${world.project}-twice`
    await engine.containers.create(name, world.body('sleep 100'), {})
    await engine.containers.stop(name, { timeout: 0 })
    await engine.containers.start(name)
    await engine.containers.start(name)
    await engine.containers.stop(name, { timeout: 0 })
    await engine.containers.stop(name, { timeout: 0 })
    await engine.containers.kill(name, 'SIGTERM')
    await Promise.all([1, 2, 3].map(() => engine.containers.remove(name, { anonymousVolumes: 'remove' })))
    await engine.containers.remove(name, { anonymousVolumes: 'remove' })
    await expect(engine.containers.inspect(name)).rejects.toMatchObject({ status: 404 })
  })

  it('give their logs apart by stream, with the last line that has no end', async () => {
    const name = `${world.project}-logs`
    await engine.containers.create(name, world.body('echo out; echo err >&2; printf last'), {})
    await engine.containers.start(name)
    await ended(name)
    const options = { follow: false, tail: 'all', timestamps: false }
    expect(await textOf(await engine.containers.logs(name, options), 'stdout')).toBe('out\nlast')
    expect(await textOf(await engine.containers.logs(name, options), 'stderr')).toBe('err\n')
  })

  it('lose nothing to who attaches before the start', async () => {
    const name = `${world.project}-attach`
    await engine.containers.create(name, world.body('echo first; printf last'), {})
    const chunks = await engine.containers.attach(name, new AbortController().signal)
    await engine.containers.start(name)
    expect(await textOf(chunks, 'stdout')).toBe('first\nlast')
  })

  it('give the stream of a terminal as it is', async () => {
    const name = `${world.project}-tty`
    await engine.containers.create(name, world.body('printf hello', { Tty: true }), {})
    const chunks = await engine.containers.attach(name, new AbortController().signal)
    await engine.containers.start(name)
    expect(await textOf(chunks, 'stdout')).toBe('hello')
  })

  it('end a followed log silently when the signal aborts', async () => {
    const name = `${world.project}-follow`
    await engine.containers.create(name, world.body('echo ready; sleep 100'), {})
    await engine.containers.start(name)
    const stop = new AbortController()
    const chunks = await engine.containers.logs(name, {
      follow: true,
      tail: 'all',
      timestamps: false,
      tty: false,
      signal: stop.signal,
    })
    const seen: string[] = []
    for await (const { data } of chunks) {
      seen.push(Buffer.from(data).toString())
      stop.abort()
    }
    expect(seen.join('')).toBe('ready\n')
  })

  it('run commands and say how they ended and what they printed', async () => {
    const name = `${world.project}-exec`
    await engine.containers.create(name, world.body('sleep 100'), {})
    await engine.containers.start(name)
    const result = await engine.containers.exec(name, {
      command: ['sh', '-c', 'echo $A; pwd; exit 7'],
      environment: ['A=b'],
      workingDir: '/tmp',
    })
    expect(result).toEqual({ exitCode: 7, output: 'b\n/tmp\n' })
    const signal = AbortSignal.timeout(300)
    await expect(engine.containers.exec(name, { command: ['sleep', '100'], signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })
})

describe('images', () => {
  it('are found by every way to write their name', async () => {
    const { id } = (await engine.images.inspect('busybox')) ?? {}
    const names = [
      'busybox',
      'busybox:latest',
      'docker.io/busybox',
      'docker.io/library/busybox:latest',
      `${id}`,
      `nowhere/none:${world.project}`,
    ]
    const found = await engine.images.find(names)
    expect([...found].map(([name, image]) => [name, image.id])).toEqual(names.slice(0, 5).map((name) => [name, id]))
  })

  it('that cannot be pulled say why', async () => {
    const pulled = engine.images.pull(`127.0.0.1:1/none:${world.project}`, { onProgress: () => undefined })
    await expect(pulled).rejects.toThrow(EngineError)
    await expect(pulled).rejects.toMatchObject({ operation: `pull 127.0.0.1:1/none:${world.project}` })
  })
})

describe('a watch', () => {
  it('ticks for its container and hands on the events', async () => {
    const stop = new AbortController()
    const seen = await watch(engine, world.project, stop.signal)
    const name = `${world.project}-watched`
    const [ticks, events] = [seen.changes(name), seen.events()]
    await engine.containers.create(name, world.body('exit 0'), {})
    const created = await first(events, ({ action }) => action === 'create')
    expect(created.attributes.get('name')).toBe(name)
    await first(ticks, () => true)
    stop.abort()
  })

  it('lets a reader go at once, also while it waits', async () => {
    const stop = new AbortController()
    const seen = await watch(engine, world.project, stop.signal)
    const ticks = seen.changes('none')[Symbol.asyncIterator]()
    const waiting = ticks.next()
    await ticks.return?.()
    expect(await waiting).toMatchObject({ done: true })
    seen.close()
  })

  it('sees a healthcheck turn healthy', async () => {
    const stop = new AbortController()
    const seen = await watch(engine, world.project, stop.signal)
    const name = `${world.project}-health`
    const Healthcheck = { Test: ['CMD', 'true'], Interval: 2e8, Retries: 1 }
    await engine.containers.create(name, world.body('sleep 100', { Healthcheck }), {})
    const events = seen.events()
    await engine.containers.start(name)
    await first(
      events,
      ({ action, attributes }) => action === 'health_status: healthy' && attributes.get('name') === name,
    )
    expect((await engine.containers.inspect(name)).health?.status).toBe('healthy')
    const listed = await engine.containers.list([`com.docker.compose.project=${world.project}`])
    expect(listed.find((one) => one.name === name)?.health).toBe('healthy')
    stop.abort()
  })
})

describe('an observation', () => {
  it('holds what the project declares or owns, and nothing else', async () => {
    await engine.volumes.create({ Name: `${world.project}_owned`, Labels: world.labels('x') })
    const seen = await observe(engine, {
      project: world.project,
      networks: ['bridge'],
      volumes: [],
      images: ['busybox', 'busybox', 'none:none'],
    })
    expect(seen.networks.get('bridge')).toHaveLength(1)
    expect(seen.networks.has('host')).toBe(false)
    expect(seen.volumes.has(`${world.project}_owned`)).toBe(true)
    expect([...seen.images.keys()]).toEqual(['busybox'])
    expect(seen.containers.every(({ labels }) => labels.get('com.docker.compose.project') === world.project)).toBe(true)
  })
})

describe('an engine that is not there', () => {
  const cases = [
    {
      host: 'unix:///nowhere/docker.sock',
      says: /^Cannot connect to the Docker daemon at unix:\S+\. Is the docker daemon running\? The socket does not exist.*systemctl start docker.*correct --host$/s,
    },
    {
      host: 'tcp://127.0.0.1:1',
      says: /^Cannot connect to the Docker daemon at tcp:\/\/127.0.0.1:1\. Is the docker daemon running\? No engine answers there \(--host\)/,
    },
    {
      host: 'tcp://no.such.host.invalid:1',
      says: /^tcp:\/\/no.such.host.invalid:1 \(--host\): no host of that name is known/,
    },
  ]
  it.each(cases)('$host is named, with what to do', async ({ host, says }) => {
    const nowhere = await connect({ env: new Map(env).set('DOCKER_HOST', ''), home: '/', host })
    await expect(nowhere.containers.list([])).rejects.toThrow(says)
    nowhere.close()
  })
})
