/**
 * For tests that Vitest runs, beside `muster-compose/vitest/setup`, which brings their stack up.
 *
 *     import { test } from 'muster-compose/vitest'
 *     test('answers', async ({ stack }) => {
 *       const response = await fetch(stack.service('web').endpoint(80).url())
 *     })
 */
import { inject, test as base, type TestAPI } from 'vitest'
import { endpointIn, type StackEndpoint } from '../library/stack-endpoint.ts'
import { connect, type Stack } from '../library/stack.ts'
import { type ProvidedStack, startSnapshot } from './provided.ts'
import { stackOfWorker } from './stack-of-worker.ts'

export type { OneEach, OneForAll, ProvidedStack, ResetBetween } from './provided.ts'

/**
 * The stack of this worker: the one of the run, or its own, which the first call brings up, and which all files of the worker have. It is
 * taken down after the last test of the run and not before. Rejects as `up` does, and with an Error where the global set-up is missing.
 *
 * @example
 * const stack = await getStack()
 * const { stdout } = await stack.service('web').exec(['hostname'])
 */
export async function getStack(): Promise<Stack> {
  const provided = requireProvided()
  if (provided.per === 'run') return await connect(provided.options)
  return await stackOfWorker(provided, Number(process.env['VITEST_POOL_ID']))
}

/**
 * The stack of this worker with the data that it had when everything was ready: what the fixture does with `reset: 'files'`, for
 * suites that want it oftener. Rejects where the set-up has no `reset`.
 *
 * @example
 * beforeEach(async () => {
 *   await resetStack()
 * })
 */
export async function resetStack(): Promise<Stack> {
  const stack = await getStack()
  if (requireProvided().reset === 'never')
    throw new Error("nothing was kept: set `reset: 'files'` in the global set-up")
  const kept = await stack.listSnapshots()
  if (kept.some(({ name }) => name === startSnapshot)) await stack.reset({ to: { snapshot: startSnapshot } })
  else await stack.saveSnapshot(startSnapshot)
  return stack
}

/**
 * Where a port of a service of the run's one stack is reached, at once: also outside of tests. Throws a StackError where the service
 * does not publish it, and an Error where each worker has a stack.
 *
 * @example
 * const url = endpoint('web', 80).url()
 */
export function endpoint(service: string, target: number, protocol: 'tcp' | 'udp' = 'tcp'): StackEndpoint {
  const provided = requireProvided()
  if (provided.per === 'worker')
    throw new Error('each worker has a stack of its own: use the fixture `stack`, or `getStack()`')
  return endpointIn(provided.endpoints, { service, target, protocol })
}

/**
 * Vitest's `test` with the fixture `stack`, that of `getStack()`, which is looked up once for a file.
 *
 * @example
 * test('the service answers', async ({ stack }) => {
 *   expect((await fetch(stack.service('web').endpoint(80).url())).status).toBe(200)
 * })
 */
export const test: TestAPI<{ readonly stack: Stack }> = base.extend<{ readonly stack: Stack }>({
  stack: [
    // Vitest reads from the pattern which other fixtures this one needs.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await use(await (requireProvided().reset === 'files' ? resetStack() : getStack()))
    },
    { scope: 'file' },
  ],
})

function requireProvided(): ProvidedStack {
  // It is there only where the set-up ran.
  const provided = inject('muster') as ProvidedStack | undefined
  if (provided !== undefined) return provided
  throw new Error(
    'there is no stack: name a file with `globalSetup` of muster-compose/vitest/setup in `test.globalSetup`',
  )
}
