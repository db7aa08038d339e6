import { ComposeError } from '../source/diagnostic.ts'

/** A range of IPv4 addresses: from `first`, 2^(32 - bits) of them. */
export interface Subnet {
  readonly first: number
  readonly bits: number
}

/** Subnets of which networks get parts. */
export interface SubnetPool {
  readonly subnets: readonly Subnet[]
  /** Length of the prefix of a part; absent: as small as will do. */
  readonly bits?: number
}

/** Neither among the engine's own pools (172.17 to 172.31 and 192.168), nor what home networks and the usual tunnels have. */
const usual = '10.213.0.0/16,172.16.0.0/16,198.18.0.0/16'

/**
 * MUSTER_SUBNET_POOL: subnets by commas, perhaps with the length of the prefix that each network gets: `10.99.0.0/16:28`. Undefined
 * for `off`: the engine chooses then. Throws a ComposeError for what it cannot mean.
 */
export function subnetPool(text: string | undefined): SubnetPool | undefined {
  if (text === 'off' || text === '0') return undefined
  const parts = (text || usual).split(',').map((part) => part.trim())
  const read = parts.map((part) => {
    const [subnet = '', bits] = part.split(':', 2)
    return { part, subnet: readSubnet(subnet), bits: bits === undefined ? undefined : Number(bits) }
  })
  for (const { part, subnet, bits = 28 } of read) {
    const isFine = subnet !== undefined && Number.isInteger(bits) && bits >= 16 && bits <= 29 && bits >= subnet.bits
    if (!isFine) throw refusal(part)
  }
  const bits = read.find((it) => it.bits !== undefined)?.bits
  return { subnets: read.flatMap(({ subnet }) => subnet ?? []), ...(bits === undefined ? {} : { bits }) }
}

function refusal(part: string): ComposeError {
  const message = `MUSTER_SUBNET_POOL: ${JSON.stringify(part)} is not an IPv4 subnet whose parts could be given to networks`
  const fix = 'write for instance `10.99.0.0/16`, `10.99.0.0/16:28`, or `off`'
  return new ComposeError([{ severity: 'error', kind: 'subnet-pool', message, notes: [], fix }])
}

/** `10.1.0.0/16`; bits behind the prefix are ignored. Undefined for anything else. */
export function readSubnet(text: string): Subnet | undefined {
  const [, a, b, c, d, prefix] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text) ?? []
  const bytes = [a, b, c, d].map(Number)
  const bits = Number(prefix)
  if (prefix === undefined || bits > 32 || bytes.some((byte) => byte > 255)) return undefined
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const size = 2 ** (32 - bits)
  return { first: Math.floor(address / size) * size, bits }
}

/** As readSubnet takes it. */
export function subnetText({ first, bits }: Subnet): string {
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${bits}`
}

/** Whether two ranges share an address. */
export function overlap(one: Subnet, other: Subnet): boolean {
  return one.first < other.first + 2 ** (32 - other.bits) && other.first < one.first + 2 ** (32 - one.bits)
}

/**
 * The parts of a pool that overlap nothing that is `used`, pool by pool; in each from a place that `seed` (a whole number) says, so
 * that musters at work side by side seldom want the same. `used` is asked anew for each.
 */
export function* freeParts(
  { subnets }: SubnetPool,
  { bits, seed, used }: { readonly bits: number; readonly seed: number; readonly used: () => readonly Subnet[] },
): Generator<Subnet> {
  for (const pool of subnets) {
    const count = 2 ** (bits - pool.bits)
    for (let step = 0; step < count; step++) {
      const part = { first: pool.first + ((seed + step) % count) * 2 ** (32 - bits), bits }
      if (!used().some((other) => overlap(part, other))) yield part
    }
  }
}
