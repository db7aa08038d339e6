import { expect, test } from 'vitest'
import { within } from '../../src/run/within.ts'

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

test('who has waited for work that was done in time leaves no timer behind', async () => {
  const before = timers()
  await within(60_000, Promise.resolve())
  expect(timers()).toBe(before)
})

test('work that is not done in time is waited for no longer', async () => {
  await within(1, new Promise(() => undefined))
})

test('work that fails in time fails', async () => {
  await expect(within(60_000, Promise.reject(new Error('why')))).rejects.toThrow('why')
})
