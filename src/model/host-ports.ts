import type { Service } from '../attributes/service.ts'
import { publishesPorts } from '../attributes/service/network-mode.ts'
import { readPortRange } from '../attributes/service/port-mapping.ts'
import type { Port } from '../attributes/service/ports.ts'
import type { Copy } from './isolation.ts'
import type { Project } from './project.ts'

/** Where a copy publishes what the files publish at a fixed port. */
export interface AssignedPort {
  /** The first one, where the files have a range. */
  readonly port: number
  /** The address of the host that it is bound to; absent: as in the files, for an engine on another machine. */
  readonly address?: string
}

/** By `PortWish.key`. */
export type AssignedPorts = ReadonlyMap<string, AssignedPort>

/** A fixed host port of the files, or a range, in whose place a copy needs others. */
export interface PortWish {
  /** The same as long as service, host port and container port stay what they are. */
  readonly key: string
  readonly service: string
  /** How many, in a row. */
  readonly count: number
  readonly protocols: readonly ('tcp' | 'udp')[]
}

/** Beyond it a range of the files is left to the engine's choice. */
const longestRow = 100

/** The host ports that a copy needs; one for what several addresses or protocols have in common. In the order of the services. */
export function portWishes(project: Pick<Project, 'services' | 'disabled' | 'copy'>): readonly PortWish[] {
  const wishes = new Map<string, PortWish>()
  for (const { service, port } of portsOf(project)) {
    const wish = wishOf(service, port)
    if (wish === undefined || wish.count > longestRow) continue
    const before = wishes.get(wish.key)?.protocols ?? []
    wishes.set(wish.key, { ...wish, protocols: [...new Set([...before, ...wish.protocols])] })
  }
  return [...wishes.values()]
}

function portsOf({
  services,
  disabled,
  copy,
}: Pick<Project, 'services' | 'disabled' | 'copy'>): readonly { readonly service: Service; readonly port: Port }[] {
  return [...services.values(), ...disabled.values()].flatMap((service) =>
    (copy?.written.get(service.name) ?? []).map((port) => ({ service, port })),
  )
}

function wishOf(
  { name, network_mode: mode }: Pick<Service, 'name' | 'network_mode'>,
  { published = '', target = 0, protocol = 'tcp' }: Port,
): PortWish | undefined {
  const range = published === '' ? undefined : readPortRange(published)
  if (range === undefined || range.from === 0 || !publishesPorts(mode)) return undefined
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined
  return {
    key: `${name} ${published}:${target}`,
    service: name,
    count: range.to - range.from + 1,
    protocols: [protocol],
  }
}

/** The copy with the host ports that it has; where it has none yet, the engine chooses. */
export function withHostPorts(project: Project, assigned: AssignedPorts): Project {
  const { copy } = project
  if (copy === undefined) return project
  const changed = (all: Project['services']): Project['services'] =>
    new Map([...all].map(([name, service]) => [name, publishing(service, copy, assigned)]))
  return { ...project, services: changed(project.services), disabled: changed(project.disabled) }
}

function publishing(service: Service, copy: Copy, assigned: AssignedPorts): Service {
  const written = copy.written.get(service.name)
  if (written === undefined) return service
  const ports = written.map((port) => elsewhere(service, port, assigned))
  // One port of the files at two addresses is one of the copy at one.
  const distinct = new Map(ports.map((port) => [identity(port), port]))
  return { ...service, ports: [...distinct.values()] }
}

function elsewhere(service: Service, port: Port, assigned: AssignedPorts): Port {
  const wish = wishOf(service, port)
  if (wish === undefined) return port
  const found = assigned.get(wish.key)
  const { published: _, host_ip: own, ...rest } = port
  if (found === undefined) return { ...rest, host_ip: loopback }
  const address = found.address ?? own
  const last = found.port + wish.count - 1
  return {
    ...rest,
    ...(address === undefined ? {} : { host_ip: address }),
    published: wish.count === 1 ? String(found.port) : `${found.port}-${last}`,
  }
}

/** Where the ports of copies are published on this machine. */
export const loopback = '127.0.0.1'

function identity({ host_ip: address, published, target, protocol }: Port): string {
  return [address, published, target, protocol].join(' ')
}
