import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { workersOf } from '../../src/vitest/workers-of.ts'

const all = availableParallelism()

test.each([
  { who: 'Vitest 5 with a number', config: { maxWorkers: 3 }, of: { maxWorkers: 2 }, workers: 3 },
  { who: 'Vitest 4 without one', config: {}, of: {}, workers: all },
  { who: 'Vitest 4 with one file after the other', config: {}, of: { fileParallelism: false }, workers: 1 },
  { who: 'Vitest 3 with a pool', config: { poolOptions: { forks: { maxForks: 7 }, threads: {} } }, of: {}, workers: 7 },
  { who: 'Vitest 3 without one', config: { poolOptions: { forks: {} } }, of: {}, workers: all },
])('$who has at most so many workers', ({ config, of, workers }) => {
  expect(workersOf({ config, vitest: { config: of } } as never)).toBe(workers)
})
