import type { AddressPool, EngineInfo } from '../engine/engine-info.ts'
import type { NetworkSpec } from '../spec.ts'
import { overlap, readSubnet, type Subnet } from './subnet-pool.ts'

/**
 * What Docker Engine 20.10 to 28.5 give networks when nobody has told them otherwise: 31 subnets, of which one is the default bridge's
 * (seen with 20.10.24 and 28.5.2, which refuse the thirty-first network that is created).
 */
export const defaultPools: readonly AddressPool[] = [
  { base: '172.17.0.0/16', size: 16 },
  { base: '172.18.0.0/16', size: 16 },
  { base: '172.19.0.0/16', size: 16 },
  { base: '172.20.0.0/14', size: 16 },
  { base: '172.24.0.0/14', size: 16 },
  { base: '172.28.0.0/14', size: 16 },
  { base: '192.168.0.0/16', size: 20 },
]

/** The pools of an engine; undefined where they are not known: Podman's, and those of versions that nobody has looked at. */
export function poolsOf(
  { version, addressPools }: Pick<EngineInfo, 'version' | 'addressPools'>,
  kind: 'docker' | 'podman',
): readonly AddressPool[] | undefined {
  if (kind !== 'docker') return undefined
  if (addressPools.length > 0) return addressPools
  const major = Number.parseInt(version, 10)
  return major >= 20 && major <= 28 ? defaultPools : undefined
}

/** Whether the engine is to find IPv4 addresses for a network: its definition says nothing of them, and the driver is one that gives them. */
export function leavesAddresses({ Driver, IPAM, EnableIPv4 }: NetworkSpec): boolean {
  return IPAM === undefined && EnableIPv4 !== false && (Driver === undefined || Driver === 'bridge')
}

/** How many networks pools are for, and for how many more there is room. */
export interface PoolCount {
  readonly all: number
  /** At most: an engine leaves out what its machine has routes to as well. */
  readonly free: number
}

/** More are not counted. */
const enough = 1000

/**
 * What is left of the IPv4 pools of an engine, whose networks have the subnets `used`. A part that overlaps one of them, however small it
 * is, is not given out (Docker Engine 20.10 and 28.5, seen), nor one to which the engine's machine has a route otherwise.
 */
export function countPools(
  pools: readonly AddressPool[],
  { used, routes = [] }: { readonly used: readonly string[]; readonly routes?: readonly string[] },
): PoolCount {
  const taken = [...used, ...routes].flatMap((text) => readSubnet(text) ?? [])
  let [all, free] = [0, 0]
  for (const { base, size } of pools) {
    const whole = readSubnet(base)
    if (whole === undefined || size < whole.bits || size > 32) continue
    const parts = 2 ** (size - whole.bits)
    const near = taken.filter((subnet) => overlap(subnet, whole))
    all += parts
    free += near.length === 0 ? parts : freeIn(whole, size, near)
  }
  return { all, free }
}

function freeIn(pool: Subnet, bits: number, taken: readonly Subnet[]): number {
  const parts = 2 ** (bits - pool.bits)
  let free = 0
  for (let index = 0; index < parts && free < enough; index++) {
    const part = { first: pool.first + index * 2 ** (32 - bits), bits }
    if (!taken.some((subnet) => overlap(part, subnet))) free++
  }
  return free
}
