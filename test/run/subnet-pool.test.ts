import { expect, test } from 'vitest'
import { routesIn } from '../../src/engine/reach/host-routes.ts'
import { freeParts, overlap, readSubnet, type Subnet, subnetPool, subnetText } from '../../src/run/subnet-pool.ts'

const subnet = (text: string): Subnet => readSubnet(text) ?? { first: -1, bits: 32 }

test.each([
  ['10.1.2.3/16', '10.1.0.0/16'],
  ['255.255.255.255/32', '255.255.255.255/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
])('%s is the subnet %s', (written, read) => {
  expect(subnetText(subnet(written))).toBe(read)
})

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.256/8', 'fd00::/64', '10.0.0/8', ''])('%j is no subnet', (written) => {
  expect(readSubnet(written)).toBeUndefined()
})

test.each([
  ['10.0.0.0/8', '10.255.0.0/16', true],
  ['10.0.0.0/26', '10.0.0.64/26', false],
  ['10.0.0.0/26', '10.0.0.63/32', true],
  ['192.168.0.0/16', '10.0.0.0/8', false],
])('%s and %s overlap: %s', (one, other, does) => {
  expect([overlap(subnet(one), subnet(other)), overlap(subnet(other), subnet(one))]).toEqual([does, does])
})

test('a pool gives each of its parts once, from any place, and none that is used', () => {
  const pool = subnetPool('10.9.0.0/24') ?? { subnets: [] }
  const used = [subnet('10.9.0.64/28')]
  const parts = [...freeParts(pool, { bits: 26, seed: 7, used: () => used })].map(subnetText)
  expect(parts).toEqual(['10.9.0.192/26', '10.9.0.0/26', '10.9.0.128/26'])
})

test('a part that is taken meanwhile is not given, and the next pool follows', () => {
  const pool = subnetPool('10.9.0.0/27:28,10.8.0.0/28') ?? { subnets: [] }
  let used: readonly Subnet[] = []
  const found: string[] = []
  for (const part of freeParts(pool, { bits: 28, seed: 0, used: () => used })) {
    found.push(subnetText(part))
    used = [subnet('10.9.0.16/28')]
  }
  expect(found).toEqual(['10.9.0.0/28', '10.8.0.0/28'])
})

test('the default pool has room for a thousand networks, and `off` is none', () => {
  const pool = subnetPool(undefined) ?? { subnets: [] }
  expect([...freeParts(pool, { bits: 26, seed: 1, used: () => [] })].length).toBeGreaterThan(1000)
  expect([subnetPool('off'), subnetPool('0')]).toEqual([undefined, undefined])
})

test.each(['10.0.0.0', '10.0.0.0/16:30', '10.0.0.0/24:16', '10.0.0.0/16:x', 'x', ',', '10.0.0.0/30'])(
  'MUSTER_SUBNET_POOL=%s is refused by name',
  (text) => {
    expect(() => subnetPool(text)).toThrow(`MUSTER_SUBNET_POOL: `)
  },
)

test('routes are read from the table of the kernel, but for the default one', () => {
  const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
`
  expect(routesIn(table)).toEqual(['10.0.0.0/8', '172.17.0.0/16'])
  expect(routesIn('')).toEqual([])
})
