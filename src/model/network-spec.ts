import { type IpamPool, type Network, network as networkAttribute } from '../attributes/network.ts'
import type { NetworkSpec } from '../spec.ts'
import { compactJson } from './json.ts'
import { composeVersion, label } from './labels.ts'
import { networkName } from './names.ts'
import type { Project } from './project.ts'
import { sha256 } from './sha256.ts'

/** The create payload of a network of the file, with the labels of. */
export function networkSpec(project: Project, key: string): NetworkSpec {
  const network: Network = project.networks.get(key) ?? {}
  const name = networkName(project, key)
  return {
    Name: name,
    ...(network.driver === undefined ? {} : { Driver: network.driver }),
    ...(network.driver_opts === undefined ? {} : { Options: Object.fromEntries(network.driver_opts) }),
    ...(network.internal === true ? { Internal: true } : {}),
    ...(network.attachable === true ? { Attachable: true } : {}),
    ...(network.enable_ipv4 === undefined ? {} : { EnableIPv4: network.enable_ipv4 }),
    ...(network.enable_ipv6 === undefined ? {} : { EnableIPv6: network.enable_ipv6 }),
    ...ipamOf(network),
    Labels: {
      ...Object.fromEntries(network.labels ?? []),
      [label.configHash]: networkHash({ ...network, name }),
      [label.network]: key,
      [label.project]: project.name,
      [label.version]: composeVersion,
    },
  }
}

/** Config hash of a network. */
function networkHash(network: Network): string {
  return sha256(compactJson(networkAttribute.print(network, 'json'))).toString('hex')
}

function ipamOf({ ipam }: Network): { IPAM?: unknown } {
  if (ipam === undefined || (ipam.driver === undefined && (ipam.config ?? []).length === 0)) return {}
  return {
    IPAM: { ...(ipam.driver === undefined ? {} : { Driver: ipam.driver }), Config: (ipam.config ?? []).map(poolOf) },
  }
}

function poolOf(pool: IpamPool): Record<string, unknown> {
  return {
    ...(pool.subnet === undefined ? {} : { Subnet: pool.subnet }),
    ...(pool.ip_range === undefined ? {} : { IPRange: pool.ip_range }),
    ...(pool.gateway === undefined ? {} : { Gateway: pool.gateway }),
    ...(pool.aux_addresses === undefined ? {} : { AuxiliaryAddresses: Object.fromEntries(pool.aux_addresses) }),
  }
}
