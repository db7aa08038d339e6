import type { ContainerDraft, EndpointSpec } from '../../spec.ts'
import { refuse } from '../kinds/refuse.ts'
import type { Whole } from '../kinds/scalars.ts'
import { atLeast, type Translation } from '../kinds/translation.ts'
import { linksOf } from './links.ts'
import type { ServiceNetwork } from './networks.ts'

/** What of a service decides how it is connected. */
export interface Connected {
  readonly networks?: ReadonlyMap<string, ServiceNetwork | null>
  readonly network_mode?: string
  readonly mac_address?: string
  readonly links?: readonly string[]
  readonly external_links?: readonly string[]
}

/** A connection to one network, by the engine's name of it. */
export interface Endpoint {
  readonly network: string
  readonly endpoint: EndpointSpec
}

/**
 * Writes NetworkMode, links and endpoints into the payload as docker compose 2.40.3 does. Returns the connections that
 * need a request of their own: API < 1.44 takes only the primary network in create.
 */
export function connectDraft(service: Connected, draft: ContainerDraft, to: Translation): readonly Endpoint[] {
  const { body } = draft
  const links = linksOf(service, to)
  if (links.length > 0) body.HostConfig['Links'] = links
  const together = atLeast(to.apiVersion, '1.44')
  const mac = together ? undefined : macAddress(service, to)
  if (mac !== undefined) body['MacAddress'] = mac
  if (service.network_mode !== undefined) return []
  const [primary, ...others] = endpointsOf(service, to)
  body.HostConfig['NetworkMode'] = primary?.network ?? 'none'
  const now = primary === undefined ? [] : together ? [primary, ...others] : [primary]
  body.NetworkingConfig = {
    EndpointsConfig: Object.fromEntries(now.map(({ network, endpoint }) => [network, endpoint])),
  }
  return together ? [] : others
}

/** All connections of a service, the primary one first: highest priority, then name. None under `network_mode`. */
function endpointsOf(service: Connected, to: Translation): readonly Endpoint[] {
  if (service.network_mode !== undefined) return []
  const links = linksOf(service, to)
  const perNetwork = atLeast(to.apiVersion, '1.44')
  return byPriority(service.networks ?? new Map()).map(([key, wishes], index) => {
    const mac = index === 0 ? macAddress(service, to) : wishes?.mac_address
    if (!perNetwork && index > 0 && mac !== undefined) {
      refuse(`${to.service}: a mac_address in a network other than the first needs Docker Engine 25.0 or later`, {
        at: ['services', to.service, 'networks', key, 'mac_address'],
      })
    }
    return { network: to.network(key), endpoint: endpointOf({ wishes, links, mac: perNetwork ? mac : undefined }, to) }
  })
}

/** Networks in the order in which docker compose connects them. */
function byPriority(
  networks: ReadonlyMap<string, ServiceNetwork | null>,
): readonly (readonly [string, ServiceNetwork | null])[] {
  const priority = (wishes: ServiceNetwork | null): Whole => wishes?.priority ?? 0
  return [...networks].sort(([a, left], [b, right]) => {
    const [one, other] = [priority(left), priority(right)]
    if (one !== other) return one > other ? -1 : 1
    return a < b ? -1 : 1
  })
}

/** The address in the first network, which the service or that network may give. Before API 1.44 it is the container's. */
function macAddress(service: Connected, to: Translation): string | undefined {
  const [first] = byPriority(service.networks ?? new Map())
  const own = first?.[1]?.mac_address
  if (own !== undefined && service.mac_address !== undefined && own !== service.mac_address) {
    refuse(`${to.service}: mac_address differs from that of its first network`, {
      at: ['services', to.service, 'mac_address'],
      fix: 'keep one of the two',
    })
  }
  return own ?? service.mac_address
}

interface Given {
  readonly wishes: ServiceNetwork | null
  readonly links: string[]
  readonly mac: string | undefined
}

function endpointOf({ wishes, links, mac }: Given, to: Translation): EndpointSpec {
  const aliases = to.oneOff && !to.useAliases ? [to.container] : [to.container, to.service, ...(wishes?.aliases ?? [])]
  const endpoint: EndpointSpec = { Aliases: aliases }
  if (links.length > 0) endpoint.Links = links
  if (mac !== undefined) endpoint.MacAddress = mac
  const options = driverOptions(wishes, to)
  if (options !== undefined) endpoint.DriverOpts = options
  if (wishes?.gw_priority !== undefined) endpoint.GwPriority = wishes.gw_priority
  if (wishes !== null) endpoint.IPAMConfig = addresses(wishes)
  return endpoint
}

function addresses(wishes: ServiceNetwork): NonNullable<EndpointSpec['IPAMConfig']> {
  return {
    ...(wishes.ipv4_address === undefined ? {} : { IPv4Address: wishes.ipv4_address }),
    ...(wishes.ipv6_address === undefined ? {} : { IPv6Address: wishes.ipv6_address }),
    ...(wishes.link_local_ips === undefined ? {} : { LinkLocalIPs: [...wishes.link_local_ips] }),
  }
}

const interfaceName = 'com.docker.network.endpoint.ifname'

function driverOptions(wishes: ServiceNetwork | null, to: Translation): Record<string, string> | undefined {
  const options = wishes?.driver_opts && Object.fromEntries(wishes.driver_opts)
  if (wishes?.interface_name === undefined) return options
  if (!atLeast(to.apiVersion, '1.49'))
    refuse(`${to.service}: interface_name needs Docker Engine 28.1 or later`, {
      at: ['services', to.service, 'networks'],
    })
  return { ...options, [interfaceName]: wishes.interface_name }
}
