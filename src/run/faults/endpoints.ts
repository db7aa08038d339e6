import type { ContainerDetail } from '../../engine/port.ts'
import type { EndpointSpec } from '../../spec.ts'

/** A container's place on a network. */
export interface Place {
  /** The network's id. */
  readonly network: string
  readonly endpoint: EndpointSpec
}

interface Inspected {
  readonly HostConfig?: { readonly NetworkMode?: string }
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, InspectedEndpoint>> | null }
}

interface InspectedEndpoint {
  readonly NetworkID?: string
  readonly Aliases?: readonly string[] | null
  readonly Links?: readonly string[] | null
  readonly DriverOpts?: Readonly<Record<string, string>> | null
  readonly GwPriority?: number
  readonly MacAddress?: string
  readonly IPAMConfig?: EndpointSpec['IPAMConfig'] | null
}

/**
 * All networks of a container, so that it can be put back in the same places: names, links, options, MAC address, and the
 * addresses that were asked for. An address that the engine gave it is the lowest free one (28.5, seen), which it gets
 * again, unless somebody else got it meanwhile. Throws for a container that has no network of its own.
 */
export function placesOf({ id, name, raw }: ContainerDetail): readonly Place[] {
  const { HostConfig, NetworkSettings } = raw as Inspected
  const mode = HostConfig?.NetworkMode ?? ''
  if (/^(host|none|container:.*)$/.test(mode))
    throw Object.assign(new Error(`${name} has no network of its own (network_mode: ${mode.replace(/:.*/, ':…')})`), {
      fix: 'there is nothing to take it off; `muster fault pause` makes a service unreachable, too',
    })
  return Object.entries(NetworkSettings?.Networks ?? {}).map(([network, endpoint]) => ({
    network: endpoint.NetworkID || network,
    endpoint: endpointOf(endpoint, id),
  }))
}

function endpointOf(
  { Aliases, Links, DriverOpts, GwPriority, MacAddress, IPAMConfig }: InspectedEndpoint,
  id: string,
): EndpointSpec {
  // Before API 1.45 the engine lists the short id that it adds itself.
  const aliases = (Aliases ?? []).filter((alias) => alias !== id.slice(0, 12))
  return {
    ...(aliases.length === 0 ? {} : { Aliases: aliases }),
    ...(Links && Links.length > 0 ? { Links: [...Links] } : {}),
    ...(DriverOpts ? { DriverOpts: { ...DriverOpts } } : {}),
    ...(GwPriority ? { GwPriority } : {}),
    ...(MacAddress ? { MacAddress } : {}),
    ...(IPAMConfig ? { IPAMConfig } : {}),
  }
}
