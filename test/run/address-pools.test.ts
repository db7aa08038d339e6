import { expect, test } from 'vitest'
import { countPools, defaultPools, leavesAddresses, poolsOf } from '../../src/run/address-pools.ts'

test('an engine that was told nothing has addresses for 31 networks, one of which is its own bridge', () => {
  expect(countPools(defaultPools, { used: [] })).toEqual({ all: 31, free: 31 })
  expect(countPools(defaultPools, { used: ['172.17.0.0/16'] })).toEqual({ all: 31, free: 30 })
})

test.each<{ what: string; used?: readonly string[]; routes?: readonly string[]; free: number }>([
  { what: 'a part of it', used: ['10.1.0.0/28'], free: 15 },
  { what: 'two in one part', used: ['10.1.0.0/28', '10.1.0.16/28'], free: 15 },
  { what: 'a network of several parts', used: ['10.0.0.0/14'], free: 12 },
  { what: 'what lies elsewhere', used: ['192.168.0.0/16', 'fd00::/64'], free: 16 },
  { what: 'a route of the host', routes: ['10.3.0.0/16'], free: 15 },
  { what: 'everything', used: ['10.0.0.0/8'], free: 0 },
])('of a pool of 16 parts $free are free beside $what', ({ used = [], routes = [], free }) => {
  expect(countPools([{ base: '10.0.0.0/12', size: 16 }], { used, routes })).toEqual({ all: 16, free })
})

test('pools of IPv6, and those that make no sense, are for no network', () => {
  const pools = [
    { base: 'fd00::/48', size: 64 },
    { base: '10.0.0.0/16', size: 8 },
  ]
  expect(countPools(pools, { used: [] })).toEqual({ all: 0, free: 0 })
})

test('the pools are known where the engine tells them, and of the versions whose defaults have been seen', () => {
  const own = [{ base: '10.0.0.0/16', size: 24 }]
  expect(poolsOf({ version: '29.1.0', addressPools: own }, 'docker')).toEqual(own)
  expect(poolsOf({ version: '28.5.2+dfsg4', addressPools: [] }, 'docker')).toEqual(defaultPools)
  expect(poolsOf({ version: '20.10.24', addressPools: [] }, 'docker')).toEqual(defaultPools)
  expect(poolsOf({ version: '29.1.0', addressPools: [] }, 'docker')).toBeUndefined()
  expect(poolsOf({ version: '', addressPools: [] }, 'docker')).toBeUndefined()
  expect(poolsOf({ version: '28.0.0', addressPools: [] }, 'podman')).toBeUndefined()
})

test.each([
  [{}, true],
  [{ Driver: 'bridge' }, true],
  [{ Driver: 'macvlan' }, false],
  [{ EnableIPv4: false }, false],
  [{ IPAM: { Config: [{ Subnet: '10.0.0.0/24' }] } }, false],
])('the engine is to find the addresses of %j: %s', (more, expected) => {
  expect(leavesAddresses({ Name: 'n', Labels: {}, ...more })).toBe(expected)
})
