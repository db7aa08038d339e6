import { expect, test } from 'vitest'
import { HookFailed } from '../../src/run/hook-failed.ts'

test('a failed hook keeps the last ten lines that it printed, without empty ones', () => {
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`)
  const failed = new HookFailed(
    { container: 'p-web-1', hook: 'post_start', index: 0 },
    { exitCode: 3, output: `${lines.join('\n\n')}\n` },
  )
  expect(failed.message).toBe('p-web-1: post_start[0] exited with status 3')
  expect(failed.output).toEqual(lines.slice(2))
})
