import { availableParallelism } from 'node:os'
import type { TestProject } from 'vitest/node'

/** What of a configuration says how many workers there are: in Vitest 3 and 4 nothing does where nobody has asked for a number. */
interface Told {
  readonly maxWorkers?: number | string
  readonly fileParallelism?: boolean
  /** Vitest 3. */
  readonly poolOptions?: Readonly<Record<string, { readonly maxForks?: unknown; readonly maxThreads?: unknown }>>
}

/** How many workers there may be at most, by which the highest `VITEST_POOL_ID` is known. */
export function workersOf({ config, vitest }: Pick<TestProject, 'config' | 'vitest'>): number {
  const told: readonly Told[] = [config, vitest.config]
  const numbers = told.flatMap(({ maxWorkers, poolOptions = {} }) => [
    maxWorkers,
    ...Object.values(poolOptions).flatMap(({ maxForks, maxThreads }) => [maxForks, maxThreads]),
  ])
  const known = numbers.map(Number).filter((number) => number >= 1)
  if (known.length > 0) return Math.max(...known)
  return told.some(({ fileParallelism }) => fileParallelism === false) ? 1 : availableParallelism()
}
