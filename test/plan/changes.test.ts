import { expect, test } from 'vitest'
import { placeText } from '../../src/plan/changes.ts'
import { sourceFile } from '../../src/source/file.ts'

test.each([
  { file: 'a file', shown: undefined, place: 'compose.yaml:2:3' },
  { file: 'one that is shown under another name', shown: 'oci://example.com/app', place: 'oci://example.com/app:2:3' },
])('the place of a change in $file is $place', ({ shown, place }) => {
  const file = sourceFile('/p/sub/compose.yaml', 'a:\n  b: 1\n', shown)
  expect(placeText({ file, start: 5, end: 6 })).toBe(place)
})
