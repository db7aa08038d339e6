import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { uptimeSince } from '../../src/run/uptime.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const began = Date.parse('2026-01-01T00:00:10Z')

describe('how long a container has run', () => {
  test.each([
    {
      name: 'a start that a busy engine answered late counts from the wait',
      startedAt: '2026-01-01T00:00:08Z',
      first: 0,
    },
    { name: 'a start of long ago counts', startedAt: '2025-12-31T23:00:00Z', first: Infinity },
    {
      name: 'a start that is yet to come, by the clock of the engine, counts from the wait',
      startedAt: '2026-01-01T01:00:00Z',
      first: 0,
    },
  ])('$name', ({ startedAt, first }) => {
    const uptime = uptimeSince(began)
    expect(uptime({ startedAt })).toBe(first)
    vi.advanceTimersByTime(700)
    expect(uptime({ startedAt })).toBe(first + 700)
  })

  test('each run counts from when it was first seen, and clocks that are set do not matter', () => {
    const uptime = uptimeSince(began)
    uptime({ startedAt: '2025-12-31T23:00:00Z' })
    vi.setSystemTime(began - 3_600_000)
    expect(uptime({ startedAt: '2025-12-31T23:30:00Z' })).toBe(0)
    vi.advanceTimersByTime(300)
    vi.setSystemTime(began + 3_600_000)
    expect(uptime({ startedAt: '2025-12-31T23:30:00Z' })).toBe(300)
  })
})
