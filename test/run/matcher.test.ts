import { expect, test } from 'vitest'
import { matcherOf, TooSlow } from '../../src/run/ready/matcher.ts'

const evil = '(a+)+$'
const trap = `${'a'.repeat(100_000)}!`

test('lines that match are counted, of plain texts and of patterns', async () => {
  using plain = matcherOf('ready')
  expect(await plain.count(['not yet', 'ready', 'is ready now'])).toBe(2)
  using pattern = matcherOf('^port [0-9]+$')
  expect(await pattern.count(['port 80', 'port x', 'port 443'])).toBe(2)
  expect(await pattern.count([])).toBe(0)
})

test('a pattern that takes for ever on a line holds up nothing, and the lines after it count', async () => {
  using matcher = matcherOf(evil)
  let longest = 0
  let last = performance.now()
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 10)
  expect(await matcher.count(['aaa', trap, 'aa', 'b'])).toBe(2)
  clearInterval(beat)
  expect(longest).toBeLessThan(1000)
})

test('a pattern that takes for ever on each line is given up', async () => {
  using matcher = matcherOf(evil)
  await expect(matcher.count(Array.from({ length: 10 }, () => trap))).rejects.toThrow(TooSlow)
})
