import { expect, test } from 'vitest'
import { everyProjectOf, isOfCopy } from '../../../src/run/lease/leased-project.ts'

const rows: readonly (readonly [copy: string, project: string | undefined, isOne: boolean])[] = [
  ['0a1b2c3d', 'shop-0a1b2c3d', true],
  ['test-0a1b2c3d', 'shop-test-0a1b2c3d', true],
  ['fix_1-test-0a1b2c3d', 'shop-fix_1-test-0a1b2c3d', true],
  ['0a1b2c3d', 'shop-0a1b2c3d-test-99999999', false],
  ['0a1b2c3d', '0a1b2c3d', false],
  ['0a1b2c3d', undefined, false],
  // What somebody has chosen may be somebody else's, too.
  ['fix', 'shop-fix', false],
  ['', 'shop-', false],
  ['.*', 'shop-', false],
]

test.each(rows)('a lease on the copy %j holds project %j without a label: %j', (copy, project, isOne) => {
  expect(isOfCopy(project, new Set(['other', everyProjectOf(copy)]))).toBe(isOne)
})

test('a project that is named is not held without a label', () => {
  expect(isOfCopy('shop-0a1b2c3d', new Set(['shop-0a1b2c3d', 'shop']))).toBe(false)
})
