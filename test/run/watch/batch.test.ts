import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBatches } from '../../../src/run/watch/batch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = new AbortController().signal

test('changes that follow each other closely are one batch, those after a silence the next', async () => {
  const batches = createBatches({ quiet: 100, longest: 2000 })
  const first = batches.next(never)
  for (const path of ['a', 'b', 'a']) {
    batches.add(path)
    vi.advanceTimersByTime(99)
  }
  batches.add('c')
  vi.advanceTimersByTime(100)
  expect([...((await first) ?? [])]).toEqual(['a', 'b', 'c'])
  batches.add('d')
  vi.advanceTimersByTime(100)
  expect([...((await batches.next(never)) ?? [])]).toEqual(['d'])
})

test('where there is no silence, a batch is handed out all the same', async () => {
  const batches = createBatches({ quiet: 100, longest: 2000 })
  const next = batches.next(never)
  let handedOut = false
  void next.then(() => (handedOut = true))
  for (let time = 0; time < 2000; time += 50) {
    batches.add('log')
    vi.advanceTimersByTime(50)
  }
  await vi.advanceTimersByTimeAsync(0)
  expect(handedOut).toBe(true)
})

test('what changes while a batch is worked on is there at once afterwards', async () => {
  const batches = createBatches({ quiet: 100, longest: 2000 })
  batches.add('a')
  vi.advanceTimersByTime(100)
  await batches.next(never)
  batches.add('b')
  vi.advanceTimersByTime(5000)
  expect([...((await batches.next(never)) ?? [])]).toEqual(['b'])
})

test('an abort ends the waiting and leaves no timer', async () => {
  const batches = createBatches({ quiet: 100, longest: 2000 })
  const over = new AbortController()
  const next = batches.next(over.signal)
  batches.add('a')
  over.abort()
  expect(await next).toBeUndefined()
  expect(vi.getTimerCount()).toBe(0)
})
