import { isThisMachine } from '../../engine/adapter/same-machine.ts'
import { diskOf } from '../../engine/host/disk.ts'
import type { Engine } from '../../engine/port.ts'
import { hostRoutes } from '../../engine/reach/host-routes.ts'
import { endpointOf } from '../../engine/transport/endpoint.ts'
import { withoutUserinfo } from '../../source/mask.ts'
import { findLeases } from '../gc.ts'
import type { World } from '../world/world.ts'
import { patience, perhaps, within } from './bounded.ts'
import type { Address, EngineFacts, NetworkFacts } from './facts.ts'

/** Asks the engine of the surroundings, by GET alone. Never rejects, and ends when it does not answer. */
export async function engineFacts(world: World): Promise<EngineFacts> {
  let at: Address | undefined
  try {
    at = await addressOf(world)
    const engine = await within(world.engine())
    if (engine === 'late') return silent(at)
    const version = await within(engine.version())
    if (version === 'late') return silent(at)
    const [info, networks, leases] = await Promise.all([
      perhaps(engine.info()),
      perhaps(networkFacts(engine)),
      perhaps(findLeases(world)),
    ])
    const here = info !== undefined && isThisMachine(engine.address, info.hostname)
    const disk = here ? diskOf(info.dataRoot) : undefined
    // One without root has a network of its own, with other routes.
    const routes = here && !info.rootless ? hostRoutes() : []
    const seen = networks && { ...networks, routes }
    return { reached: true, at, version, info, here, disk, networks: seen, leases }
  } catch (error) {
    const { message, fix } = error as Error & { readonly fix?: string }
    return { reached: false, at, error: message, ...(fix === undefined ? {} : { fix }) }
  }
}

async function addressOf({ env, home, place = {} }: World): Promise<Address> {
  const { address, from } = await endpointOf({ env, home, ...place })
  return { address: withoutUserinfo(address), from }
}

function silent(at: Address): EngineFacts {
  return {
    reached: false,
    at,
    error: `${at.address} (${at.from}): no answer within ${patience / 1000} s`,
    fix: 'see whether that machine is up and lets you in (network, firewall, VPN), and whether the engine is stuck (its log: journalctl -u docker)',
  }
}

async function networkFacts({ networks }: Engine): Promise<Omit<NetworkFacts, 'routes'>> {
  const [all, unused] = await Promise.all([networks.list(), networks.unused().catch(() => undefined)])
  return { count: all.length, subnets: all.flatMap(({ subnets = [] }) => subnets), unused }
}
