import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event } from '../../src/events.ts'
import { waitReports } from '../../src/run/wait-reports.ts'
import { done, start, started, wait } from '../render/events.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const probe = { command: 'x', failures: 3, exitCode: 1, output: ['one', 'no database yet'] }

function reports(unmet: readonly string[], probed?: typeof probe) {
  const said: Event[] = []
  const over = new AbortController()
  const findings = { unmet: () => unmet, probed: () => probed }
  const { note, stop } = waitReports(findings, { emit: (event) => said.push(event), signal: over.signal })
  const told = (): readonly unknown[] =>
    said.map((event) => (event.type === 'progress' ? [event.waited, event.detail] : event.type))
  return { note, stop, told, over }
}

test('a wait is told of after 10 s, after 30 s and then each minute, until it is over', () => {
  const { note, told } = reports(['http 8000/etc: answered 301', 'file /ok: not there yet'])
  const detail = 'http 8000/etc: answered 301, file /ok: not there yet'
  note(started(start))
  note(started(wait))
  vi.advanceTimersByTime(9_999)
  expect(told()).toEqual([])
  vi.advanceTimersByTime(120_001)
  expect(told()).toEqual([10, 30, 60, 120].map((seconds) => [seconds, detail]))
  note(done(wait))
  vi.advanceTimersByTime(600_000)
  expect(told()).toHaveLength(4)
})

test('of a healthcheck its last result is told, and of what nothing was seen that it is not ready', () => {
  for (const [found, text] of [
    [probe, 'probe exit 1: no database yet'],
    [undefined, 'it is not ready'],
  ] as const) {
    const { note, told, stop } = reports([], found)
    note(started(wait))
    vi.advanceTimersByTime(10_000)
    expect(told()).toEqual([[10, text]])
    stop()
  }
})

test('when the work is interrupted the last findings come at once, and are no report', () => {
  const { note, told, over } = reports([], probe)
  note(started(wait))
  over.abort()
  expect(told()).toEqual([[undefined, 'probe exit 1: no database yet']])
})
