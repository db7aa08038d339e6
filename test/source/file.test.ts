import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { sourceFile } from '../../src/source/file.ts'

test('what prints an error with all that hangs on it prints of a file only its path', () => {
  const file = sourceFile('/compose.yaml', 'a: 1\nb: 2\n')
  expect(inspect(file)).toBe("{ path: '/compose.yaml' }")
  expect(file.lineStarts).toEqual([0, 5, 10])
})
