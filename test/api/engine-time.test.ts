import { expect, test } from 'vitest'
import { engineTime } from '../../src/api/container/engine-time.ts'

/** The zone of this process counts for a time without one. */
const here = (text: string): string => (Date.parse(text) / 1000).toFixed(9)

test.each([
  ['5m', '700.000000000'],
  ['+5m', '700.000000000'],
  ['-5m', '1300.000000000'],
  ['-1m1.5s', '1061.500000000'],
  ['.5m', '970.000000000'],
  ['5.s', '995.000000000'],
  ['0', '0'],
  ['1763800000.25', '1763800000.25'],
  ['2026-11-22', here('2026-11-22T00:00:00')],
  ['2026-11-22T10', here('2026-11-22T10:00:00')],
  ['2026-11-22T10:30', here('2026-11-22T10:30:00')],
  ['2026-11-22T10:30:01.5Z', here('2026-11-22T10:30:01.5Z')],
  ['2026-11-22T10Z', here('2026-11-22T10:00:00Z')],
  ['2026-11-22-05:00', here('2026-11-22T05:00:00Z')],
  ['', undefined],
  [undefined, undefined],
])('`%s` at the thousandth second is %s', (text, seconds) => {
  expect(engineTime('since', text, 1_000_000)).toBe(seconds)
})

test.each(['-5', 'now', '5d', '1h1', 'x 5', '2026-13-45', '-'])('`%s` is neither a time nor a duration', (text) => {
  expect(() => engineTime('since', text, 1_000_000)).toThrow(
    `invalid value for "since": failed to parse value as time or duration: "${text}"`,
  )
})
