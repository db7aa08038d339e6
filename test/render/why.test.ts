import { describe, expect, test } from 'vitest'
import type { Why, WhyContainer } from '../../src/plan/why.ts'
import { whyText } from '../../src/render/why.ts'

const container: WhyContainer = {
  id: 'c1',
  name: 'p-web-1',
  state: 'exited',
  exitCode: 137,
  since: '2026-01-01T00:00:00Z',
  restarts: 0,
  made: {
    at: '2026-01-01T00:00:00Z',
    by: 'muster',
    command: 'up',
    how: 'first',
    because: 'no container yet',
    files: [],
  },
  ended: { cause: 'stopped', by: 'stop', after: 'force' },
  log: [],
}

const whyWith = (more: Partial<Why>): Why => ({
  version: 1,
  project: 'p',
  service: 'web',
  containers: [],
  waitsFor: [],
  ...more,
})

describe('why', () => {
  test.each([
    [['x'], 'its profile x is off'],
    [['x', 'y'], 'its profiles x, y are off'],
  ])('says of a service with the profiles %j that up leaves it out, and what would bring it up', (profiles, words) => {
    const next = [{ container: 'p-web-1', does: 'create', because: 'no container yet' } as const]
    expect(whyText(whyWith({ profiles, next }))).toBe(`web: no container
  up       leaves it out: ${words}
           \`up web\` would create p-web-1: no container yet
`)
  })

  test('says of a container of such a service what up SERVICE would do with it', () => {
    const next = [{ container: 'p-web-1', does: 'start', because: 'exited (137)' } as const]
    const lines = whyText(whyWith({ profiles: ['x'], containers: [container], next })).split('\n')
    expect(lines.slice(-3)).toEqual([
      '  up       leaves it out: its profile x is off',
      '           `up web` would start it: exited (137)',
      '',
    ])
  })

  test('does not say of a program that was given no time that it does not heed signals', () => {
    expect(whyText(whyWith({ containers: [container] }))).toContain(
      'stopped by `muster stop`; it did not end in the time it had, and was killed',
    )
  })
})
