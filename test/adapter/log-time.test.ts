import { expect, it } from 'vitest'
import { logTime } from '../../src/engine/adapter/log-time.ts'

it.each([
  { text: '1970-01-01T00:00:01.5Z', is: '1.500000000' },
  { text: '2026-01-02T03:04:05.123456789Z', is: '1767323045.123456789' },
  { text: '2026-01-02T03:04:05+01:00', is: '1767319445.000000000' },
  { text: '1767323045.25', is: '1767323045.25' },
])('$text is $is', ({ text, is }) => {
  expect(logTime(text)).toBe(is)
})
