import { describe, expect, it } from 'vitest'
import type { Attribute } from '../../src/attributes/kinds/attribute.ts'
import { service } from '../../src/attributes/service.ts'
import { run } from './helper.ts'

function of(key: keyof typeof service): Attribute<unknown> {
  return service[key] as Attribute<unknown>
}

describe('sizes', () => {
  it.each([
    ['50m', '52428800'],
    ['1.5g', '1610612736'],
    ['1gib', '1073741824'],
    ['"1 gb"', '1073741824'],
    ['.5g', '536870912'],
    ['"5."', '5'],
    ['5B', '5'],
    ['10KiB', '10240'],
    ['1t', '1099511627776'],
    ['64', '64'],
    ['"64"', '64'],
    ['-1', '-1'],
    ['1e3k', '1024000'],
    ['"+2 gib"', '2147483648'],
    ['999p', '1124774006935781376'],
  ])('%s is printed as %s', (yaml, printed) => {
    expect(run(of('mem_limit'), yaml).json).toBe(printed)
  })

  it('zero counts as unset', () => {
    expect(run(of('mem_limit'), '0')).toMatchObject({ json: undefined, payload: {} })
  })

  it.each(['10 potatoes', '""', '1.2.3', '5mm', '-1k', '0x10k'])('%s is reported', (yaml) => {
    expect(run(of('mem_limit'), yaml).errors[0]).toMatch(/^1:1 x must be a number of bytes or a size with its unit/)
  })

  it.each(['1000.5', '1e9', '99999999999999999999'])(
    '%s is dropped with a warning, as docker compose drops it',
    (yaml) => {
      const outcome = run(of('mem_limit'), yaml)
      expect(outcome.json).toBeUndefined()
      expect(outcome.warnings).toEqual(['1:1 x has no effect: docker compose reads whole numbers only'])
    },
  )
})

describe('limits in the payload', () => {
  for (const [key, yaml, json, payload] of [
    ['mem_limit', '1k', '1024', { Memory: 1024 }],
    ['mem_reservation', '1k', '1024', { MemoryReservation: 1024 }],
    ['memswap_limit', '-1', '-1', { MemorySwap: -1 }],
    ['memswap_limit', '2k', '2048', { MemorySwap: 2048 }],
    ['mem_swappiness', '10', '10', { MemorySwappiness: 10 }],
    ['shm_size', '64m', '67108864', { ShmSize: 67108864 }],
    ['cpus', '1.5', 1.5, { NanoCpus: 1500000000 }],
    ['cpus', '"0.1"', 0.1, { NanoCpus: 100000000 }],
    ['cpus', '0.123456789', 0.12345679, { NanoCpus: 123456792 }],
    ['cpuset', '0-1', '0-1', { CpusetCpus: '0-1' }],
    ['cpu_count', '"2"', 2, { CpuCount: 2 }],
    ['cpu_percent', '50', 50, { CpuPercent: 5000 }],
    ['cpu_percent', '"1e1"', 10, { CpuPercent: 1000 }],
    ['cpu_percent', '"10.0"', 10, { CpuPercent: 1000 }],
    ['cpu_shares', '1.5', 1, { CpuShares: 1 }],
    ['cpu_period', '100000', 100000, { CpuPeriod: 100000 }],
    ['cpu_quota', '"50000"', 50000, { CpuQuota: 50000 }],
    ['cpu_rt_period', '10', 10, { CpuRealtimePeriod: 10 }],
    ['cpu_rt_runtime', '"20"', 20, { CpuRealtimeRuntime: 20 }],
    ['cpu_rt_runtime', '400ms', 400000, { CpuRealtimeRuntime: 400000 }],
    ['pids_limit', '-1', -1, { PidsLimit: -1 }],
    ['oom_score_adj', '"5"', 5, { OomScoreAdj: 5 }],
    ['oom_kill_disable', 'true', true, { OomKillDisable: true }],
  ] as const) {
    it(`${key}: ${yaml}`, () => {
      expect(run(of(key), yaml)).toMatchObject({ json, payload, errors: [] })
    })
  }

  it.each(['pids_limit', 'cpus', 'oom_score_adj', 'cpu_shares'] as const)('%s: 0 counts as unset', (key) => {
    expect(run(of(key), '0')).toMatchObject({ json: undefined, payload: {} })
  })

  it.each([
    ['cpus', 'abc', '1:1 x must be a number, not `abc`'],
    ['cpus', '""', '1:1 x must be a number'],
    ['cpu_shares', '"1.5"', '1:1 x must be a whole number, not `1.5`'],
    ['oom_kill_disable', 'maybe', '1:1 x must be true or false, not `maybe`'],
  ] as const)('%s: %s is reported', (key, yaml, error) => {
    expect(run(of(key), yaml).errors).toEqual([error])
  })

  it('what deploy wrote is kept', () => {
    const draft = {
      body: { Labels: {}, HostConfig: { Memory: 5 }, NetworkingConfig: { EndpointsConfig: {} } },
      files: [],
    }
    of('mem_limit').translate?.(7, draft, {} as never)
    expect(draft.body.HostConfig.Memory).toBe(5)
  })
})
