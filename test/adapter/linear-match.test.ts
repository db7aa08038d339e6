import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readIgnore } from '../../src/engine/build/dockerignore.ts'
import { linearMatch } from '../../src/engine/build/linear-match.ts'

const parts = [
  'a',
  'b',
  '/',
  '.',
  '[^/]*',
  '[^/]',
  '.*',
  '(.*/)?',
  '[ab]',
  '[^a]',
  String.raw`\.`,
  String.raw`\*`,
  '[a-b/]*',
]

test('a pattern fits what its RegExp fits', () => {
  const source = fc.array(fc.constantFrom(...parts), { maxLength: 7 }).map((some) => some.join(''))
  const path = fc.array(fc.constantFrom('a', 'b', '/', '.', '*', 'é'), { maxLength: 9 }).map((some) => some.join(''))
  fc.assert(
    fc.property(source, path, (pattern, text) => {
      expect(linearMatch(pattern)(text)).toBe(new RegExp(`^${pattern}$`).test(text))
    }),
    { numRuns: 5000 },
  )
})

test.each([
  [`${'a*'.repeat(40)}b`, 'a'.repeat(200)],
  [`${'**/'.repeat(60)}b`, `${'a/'.repeat(200)}a`],
  [`${'?*'.repeat(40)}!`, 'a'.repeat(200)],
  [`${'a/**/'.repeat(40)}b`, `${'a/'.repeat(200)}a`],
])('a pattern of many stars is tried in time: %s', (pattern, path) => {
  const began = process.threadCpuUsage()
  const { excludes } = readIgnore(pattern)
  expect(excludes(path)).toBe(false)
  expect(excludes(`${path}b`) || excludes(`${path}/b`) || excludes(`${path}!`)).toBe(true)
  // Of the processor: others may have it at any time.
  expect(process.threadCpuUsage(began).user / 1000).toBeLessThan(10_000)
})
