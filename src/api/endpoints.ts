import type { ContainerSummary } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import { noSuchService } from '../model/no-such-service.ts'
import type { Project } from '../model/project.ts'
import { isAlive } from '../plan/is-alive.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

/** A port of a running container and where it is reached from here. */
export interface Endpoint {
  readonly service: string
  /** The number of the container, from 1. */
  readonly replica: number
  /** Inside of the container. */
  readonly target: number
  /** `tcp`, `udp` or `sctp`. */
  readonly protocol: string
  /** Name or address to connect to: that of the engine's machine where the port is published everywhere. */
  readonly host: string
  /** On that host. */
  readonly port: number
}

/**
 * The published ports of what runs of a project, of all services or of the named ones, sorted by service, replica, port and
 * protocol. One request. Rejects for a service that does not exist, and as a load does.
 */
export async function endpoints(options: ProjectOptions, world: World): Promise<readonly Endpoint[]> {
  const { name, project } = await projectOrName(options, world)
  const engine = await world.engine()
  const found = await engine.containers.summaries([`${label.project}=${name}`])
  for (const service of options.services) {
    if (project === undefined ? found.some((it) => it.service === service) : isDeclared(service, project)) continue
    throw project === undefined ? new Error(`no such service: ${service}`) : noSuchService(service, project)
  }
  const wanted = new Set(options.services)
  const chosen = found.filter(({ service }) => wanted.size === 0 || wanted.has(service))
  return endpointsOf(chosen, engine.address)
}

function isDeclared(service: string, { services, disabled }: Project): boolean {
  return services.has(service) || disabled.has(service)
}

/** The endpoints of containers of an engine at an address, sorted. One-offs and what does not run have none. */
export function endpointsOf(containers: readonly ContainerSummary[], address: string): readonly Endpoint[] {
  const engineHost = hostOf(address)
  const all = containers
    .filter((container) => isAlive(container) && !container.oneOff && container.configHash !== undefined)
    .flatMap(({ service, number, ports }) =>
      ports
        .filter(({ published }) => published > 0)
        .map(({ address: bound, target, published, protocol }): Endpoint => {
          const host = everywhere.has(bound) ? engineHost : bound
          return { service, replica: number, target, protocol, host, port: published }
        }),
    )
  // Published on all addresses of IPv4 and of IPv6, a port is listed twice.
  const distinct = new Map(all.map((it) => [JSON.stringify(Object.values(it)), it]))
  return [...distinct.values()].toSorted(byPlace)
}

const everywhere: ReadonlySet<string> = new Set(['', '0.0.0.0', '::'])

/** From where ports of an engine's machine are reached. */
function hostOf(address: string): string {
  const { protocol, hostname } = URL.parse(address) ?? { protocol: '', hostname: '' }
  const isRemote = protocol !== 'unix:' && hostname !== '' && hostname !== 'localhost'
  return isRemote ? hostname.replace(/^\[|\]$/g, '') : '127.0.0.1'
}

function byPlace(a: Endpoint, b: Endpoint): number {
  return (
    byText(a.service, b.service) ||
    a.replica - b.replica ||
    a.target - b.target ||
    byText(a.protocol, b.protocol) ||
    byText(a.host, b.host) ||
    a.port - b.port
  )
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/**
 * Variables that tell programs where services are: `MUSTER_HOST_DB_5432` and `MUSTER_PORT_DB_5432`; of a port that is not TCP
 * with the protocol (`MUSTER_PORT_DNS_53_UDP`), of a further replica with its number (`MUSTER_PORT_WEB_80_2`). Where two services
 * differ only in characters that variables do not have, the first one counts.
 */
export function endpointVariables(all: readonly Endpoint[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  const replicas = new Map<string, number>()
  for (const { service, replica, target, protocol, host, port } of all) {
    if (!replicas.has(service)) replicas.set(service, replica)
    const kind = protocol === 'tcp' ? '' : `_${protocol.toUpperCase()}`
    const which = replicas.get(service) === replica ? '' : `_${replica}`
    const rest = `${variableName(service)}_${target}${kind}${which}`
    if (variables.has(`MUSTER_PORT_${rest}`)) continue
    variables.set(`MUSTER_HOST_${rest}`, host)
    variables.set(`MUSTER_PORT_${rest}`, String(port))
  }
  return variables
}

/** A service in the name of a variable: capitals, digits and `_`. */
export function variableName(service: string): string {
  return service.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
}

/** Schemes by the usual ports of what speaks them. */
const schemes: ReadonlyMap<number, string> = new Map([
  [22, 'ssh'],
  [25, 'smtp'],
  [53, 'dns'],
  [389, 'ldap'],
  [443, 'https'],
  [1025, 'smtp'],
  [1433, 'sqlserver'],
  [1883, 'mqtt'],
  [2375, 'tcp'],
  [3306, 'mysql'],
  [4222, 'nats'],
  [4317, 'grpc'],
  [5432, 'postgres'],
  [5672, 'amqp'],
  [6379, 'redis'],
  [8443, 'https'],
  [9042, 'cassandra'],
  [9092, 'kafka'],
  [27_017, 'mongodb'],
])

/** An address to open or connect to. The scheme is the usual one of the container's port, `http` where there is none. */
export function endpointUrl({ target, protocol, host, port }: Endpoint): string {
  const scheme = protocol === 'tcp' ? (schemes.get(target) ?? 'http') : protocol
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
