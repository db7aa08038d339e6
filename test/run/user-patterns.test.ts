import { expect, test } from 'vitest'
import { PatternTooSlow, userPatterns } from '../../src/run/user-patterns.ts'

test('a pattern that takes for ever is given up, and the next question is answered', async () => {
  await using patterns = userPatterns()
  const hostile = { source: '(a+)+$', flags: '' }
  await expect(patterns.test([hostile], [`${'a'.repeat(100_000)}b`])).rejects.toBeInstanceOf(PatternTooSlow)
  expect(await patterns.test([{ source: '^B', flags: 'i' }], ['b', 'c'])).toEqual([[true, false]])
})

test('rules replace everything that they find, and what they show means nothing', async () => {
  await using patterns = userPatterns()
  const rules = [{ find: { source: '\\d+', flags: '' }, show: '$&' }]
  expect(await patterns.replace(rules, ['a1b22'])).toEqual(['a$&b$&'])
})
