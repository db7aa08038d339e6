import { type Engine, EngineError } from '../engine/port.ts'
import { hostRoutes } from '../engine/reach/host-routes.ts'
import { sha256 } from '../model/sha256.ts'
import type { Plan } from '../plan/step.ts'
import type { NetworkSpec } from '../spec.ts'
import { leavesAddresses } from './address-pools.ts'
import { freeParts, readSubnet, type Subnet, type SubnetPool, subnetText } from './subnet-pool.ts'

/** Makes a network; resolves with its id. */
export type MakeNetwork = (spec: NetworkSpec) => Promise<string>

/**
 * Makes networks with small subnets out of a pool, where their definition leaves the choice: an engine gives each of its own a
 * sixteenth of what it has and is at its end after thirty (28.5). What others have and where this machine has routes to is left out;
 * what somebody takes meanwhile the engine refuses, and the next is tried. Where the pool has nothing left the engine chooses.
 */
export function smallNetworks(pool: SubnetPool, plan: Plan, engine: Engine): MakeNetwork {
  const bits = pool.bits ?? bitsFor(plan.steps.filter(({ action }) => action.do === 'create-container').length)
  return async (spec) => {
    if (!leavesAddresses(spec)) return await engine.networks.create(spec)
    let used = await subnetsInUse(engine)
    const seed = sha256(spec.Name).readUInt32BE(0)
    for (const part of freeParts(pool, { bits, seed, used: () => used })) {
      try {
        return await engine.networks.create({ ...spec, IPAM: { Config: [{ Subnet: subnetText(part) }] } })
      } catch (error) {
        if (!isOverlap(error)) throw error
        used = [...(await subnetsInUse(engine)), part]
      }
    }
    return await engine.networks.create(spec)
  }
}

/** Room for twice as many containers: they are replaced one by one, and there are one-offs. */
function bitsFor(containers: number): number {
  const needed = 2 * containers + 8
  let bits = 26
  while (2 ** (32 - bits) - 3 < needed && bits > 16) bits--
  return bits
}

async function subnetsInUse(engine: Engine): Promise<readonly Subnet[]> {
  return [...(await engine.networks.subnets()), ...hostRoutes()].flatMap((text) => readSubnet(text) ?? [])
}

/** In the words of Docker Engine 20.10 to 28, and of Podman. */
function isOverlap(error: unknown): boolean {
  return error instanceof EngineError && /overlap|is already used on the host/i.test(error.message)
}
