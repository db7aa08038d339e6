import { randomBytes } from 'node:crypto'
import { connect } from '../../../src/engine/connect.ts'
import type { Engine } from '../../../src/engine/port.ts'
import type { ContainerBody } from '../../../src/spec.ts'

/** An engine and a project of its own name. */
export interface AdapterWorld {
  readonly engine: Engine
  readonly project: string
  /** A payload with the project's labels. */
  body(command: string, more?: Partial<ContainerBody>): ContainerBody
  labels(service: string): Record<string, string>
  /** Removes all that carries the project's label. */
  clean(): Promise<void>
}

export const env: ReadonlyMap<string, string> = new Map(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
)

export async function adapterWorld(): Promise<AdapterWorld> {
  const engine = await connect({ env, home: env.get('HOME') ?? '/' })
  const project = `t${randomBytes(5).toString('hex')}`
  const labels = (service: string): Record<string, string> => ({
    'com.docker.compose.project': project,
    'com.docker.compose.service': service,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
  })
  return {
    engine,
    project,
    labels,
    clean: () => clean(engine, project),
    body: (command, more = {}) => ({
      Image: 'busybox:latest',
      Cmd: ['sh', '-c', command],
      Labels: labels('web'),
      HostConfig: {},
      NetworkingConfig: { EndpointsConfig: {} },
      ...more,
    }),
  }
}

async function clean(engine: Engine, project: string): Promise<void> {
  const label = `com.docker.compose.project=${project}`
  const containers = await engine.containers.list([label])
  await Promise.all(containers.map(({ id }) => engine.containers.remove(id, { anonymousVolumes: 'remove' })))
  const networks = (await engine.networks.list()).filter(
    ({ labels }) => labels.get('com.docker.compose.project') === project,
  )
  await Promise.all(networks.map(({ id }) => engine.networks.remove(id)))
  await Promise.all((await engine.volumes.labelled([label])).map(({ name }) => engine.volumes.remove(name)))
  const images = await engine.images.labelled([label])
  for (const { id, tags } of images) for (const reference of [...tags, id]) await engine.images.remove(reference)
  engine.close()
}

/** The first item for which it holds; breaks off then. */
export async function first<T>(items: AsyncIterable<T>, holds: (item: T) => boolean): Promise<T> {
  for await (const item of items) if (holds(item)) return item
  throw new Error('the stream ended before')
}
