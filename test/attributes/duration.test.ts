import { describe, expect, it } from 'vitest'
import { goDuration, nanosecondsOf } from '../../src/attributes/grammar/duration.ts'
import { stopGracePeriod } from '../../src/attributes/service/stop-grace-period.ts'
import { run } from './helper.ts'

describe('durations', () => {
  it.each([
    ['90s', '1m30s'],
    ['1.5h', '1h30m0s'],
    ['1d2h', '26h0m0s'],
    ['1w', '168h0m0s'],
    ['1500ms', '1.5s'],
    ['250ms', '250ms'],
    ['1µs', '1µs'],
    ['1us', '1µs'],
    ['5ns', '5ns'],
    ['-5s', '-5s'],
    ['+5s', '5s'],
    ['0', '0s'],
    ['0s', '0s'],
    ['1.0000000019s', '1.000000001s'],
    ['1h2m3s4ms5us', '1h2m3.004005s'],
    ['.5s', '500ms'],
    ['+1.23456789012d', '29h37m46.665706368s'],
    ['12d1us', '288h0m0.000001s'],
    ['1.s', '1s'],
  ])('%s is printed as %s', (written, printed) => {
    expect(run(stopGracePeriod, `"${written}"`).json).toBe(printed)
  })

  it.each(['', '10', '1y', 's', '-', '1 s', '1s 2', '1e3s', '300000000w', '.s'])('%j is none', (written) => {
    expect(nanosecondsOf(written)).toBeUndefined()
  })

  it('a bad one is reported with an example', () => {
    expect(run(stopGracePeriod, '"10"').errors).toEqual(['1:1 x must be a span of time with its unit, not `10`'])
  })

  it('the longest that Go knows is printed', () => {
    expect(goDuration(nanosecondsOf('15000w') ?? 0)).toBe('2520000h0m0s')
  })

  it('the engine gets whole seconds, zero as well', () => {
    expect(run(stopGracePeriod, '1500ms').payload).toEqual({ StopTimeout: 1 })
    expect(run(stopGracePeriod, '0s').payload).toEqual({ StopTimeout: 0 })
  })
})
