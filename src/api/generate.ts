import type { ContainerDetail, Engine } from '../engine/port.ts'
import { indentedJson } from '../model/json.ts'
import { label } from '../model/labels.ts'
import { toYaml } from '../model/yaml.ts'
import { defined, type Plain } from '../plain.ts'
import type { World } from './world/world.ts'

export interface GenerateOptions {
  readonly containers: readonly string[]
  readonly format: 'yaml' | 'json'
  /** The project's name; may be empty. */
  readonly name: string
}

/** A compose file that describes containers which are there: what docker compose 2.40.3 takes over of them, no more. */
export async function generate({ containers, format, name: project }: GenerateOptions, world: World): Promise<string> {
  const engine = await world.engine()
  const found = await Promise.all(containers.map(async (container) => await inspected(container, engine)))
  const missing = containers.filter((_, i) => found[i] === undefined)
  if (missing.length > 0) throw new Error(`no container(s) found with the following name(s): ${missing.join(',')}`)
  const all = found.filter((container) => container !== undefined)
  const groups = Map.groupBy(all, (one) => one.Config.Labels?.[label.service] ?? one.Name.replace(/^\//, ''))
  const services = new Map([...groups].map(([key, members]): [string, Plain] => [key, serviceOf(members, format)]))
  const networks = new Set(all.flatMap((one) => Object.keys(one.NetworkSettings?.Networks ?? {})))
  const volumes = new Set(
    all.flatMap((one) => (one.Mounts ?? []).flatMap(({ Type, Name }) => (Type === 'volume' ? [Name ?? ''] : []))),
  )
  const empty: Plain = format === 'json' ? { ipam: {} } : {}
  const parts = {
    networks: networks.size === 0 ? undefined : new Map([...networks].map((key): [string, Plain] => [key, empty])),
    services,
    volumes: volumes.size === 0 ? undefined : new Map([...volumes].map((key): [string, Plain] => [key, {}])),
  }
  if (format === 'json') return indentedJson({ name: project, ...defined(parts) })
  const { networks: first, services: second, volumes: third } = parts
  const rest = defined({ networks: first, volumes: third })
  return toYaml({ ...(project === '' ? {} : { name: project }), services: second, ...rest })
}

type Inspected = ContainerDetail['raw']

async function inspected(container: string, engine: Engine): Promise<Inspected | undefined> {
  try {
    return (await engine.containers.inspect(container)).raw
  } catch (error) {
    if ((error as { readonly status?: number }).status === 404) return undefined
    throw error
  }
}

/** Replicas are told by the first, and by their number. */
function serviceOf(members: readonly Inspected[], format: 'yaml' | 'json'): Plain {
  const [first] = members
  if (first === undefined) return {}
  const { Image, Env, Labels, Healthcheck } = first.Config
  const own = Object.entries(Labels ?? {}).filter(([key]) => !key.startsWith('com.docker.compose.'))
  const networks = Object.entries(first.NetworkSettings?.Networks ?? {})
  const environment = (Env ?? []).map((pair): [string, Plain] => [
    pair.split('=')[0] ?? '',
    pair.slice(pair.indexOf('=') + 1),
  ])
  const test = Healthcheck?.Test ?? []
  const retries = Healthcheck?.Retries ?? 0
  return defined({
    ...(format === 'json' ? { command: null, entrypoint: null } : {}),
    environment: environment.length === 0 ? undefined : new Map(environment),
    healthcheck: test.length === 0 ? undefined : defined({ test, retries: retries === 0 ? undefined : retries }),
    image: Image ?? '',
    labels: own.length === 0 ? undefined : new Map(own),
    networks:
      networks.length === 0
        ? undefined
        : new Map(
            networks.map(([key, endpoint]): [string, Plain] => [
              key,
              endpoint?.Aliases?.length ? { aliases: endpoint.Aliases } : {},
            ]),
          ),
    ports: portsOf(first),
    scale: members.length,
    volumes: mountsOf(first),
  })
}

function portsOf({ HostConfig }: Inspected): readonly Plain[] | undefined {
  const bindings = Object.entries(HostConfig?.PortBindings ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const ports = bindings.flatMap(([key, places]) => {
    const [target, protocol = 'tcp'] = key.split('/')
    return (places ?? []).map(({ HostIp, HostPort }) =>
      defined({
        host_ip: HostIp || undefined,
        target: Number(target),
        published: HostPort || undefined,
        protocol,
      }),
    )
  })
  return ports.length === 0 ? undefined : ports
}

function mountsOf({ Mounts }: Inspected): readonly Plain[] | undefined {
  const mounts = (Mounts ?? []).map(({ Type, Name, Source, Destination, RW }) =>
    defined({
      type: Type ?? '',
      source: (Type === 'volume' ? Name : Source) ?? '',
      target: Destination ?? '',
      read_only: RW ? undefined : true,
    }),
  )
  return mounts.length === 0 ? undefined : mounts
}
