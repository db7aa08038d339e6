/**
 * The global set-up for Vitest: it brings a project up before the first test and takes it down after the last one, also when tests
 * fail, a worker dies or Ctrl-C ends the run. For Vitest 3.2 and newer; in watch mode the stack stays up from one run to the next. A
 * file that `globalSetup` of the configuration names:
 *
 *     import { globalSetup } from 'muster-compose/vitest/setup'
 *     export default globalSetup({ files: ['compose.yaml'] })
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { takeLease } from '../api/lease/lease.ts'
import { settleLeases } from '../api/lease/settle-leases.ts'
import { projectOrName } from '../api/project/project-or-name.ts'
import { described } from '../library/described.ts'
import { type StackOptions, wantedOf } from '../library/stack-options.ts'
import { up } from '../library/stack.ts'
import type { Isolation } from '../model/isolation.ts'
import { copyOf, type ResetBetween, startSnapshot } from './provided.ts'
import { workersOf } from './workers-of.ts'

export type { OneEach, OneForAll, ProvidedStack, ResetBetween } from './provided.ts'

/** What the set-up brings up, and for whom. */
export interface StackSetup extends Omit<StackOptions, 'isolate' | 'lease' | 'onEvent' | 'signal'> {
  /**
   * `run`, the default: one stack for all tests. `worker`: each worker has a stack of its own, brought up when its first test
   * wants it, so that files that run side by side cannot disturb each other.
   */
  readonly per?: 'run' | 'worker'
  /**
   * `files`: each file that uses the fixture `stack` finds the data in the volumes that was there when everything was ready; services
   * that mount them are restarted for it. `endpoint` and `getStack` alone reset nothing. With one stack for all this wants `fileParallelism: false`. Default `never`.
   */
  readonly reset?: ResetBetween
  /**
   * Which copy of the project; default one of its own for each run. `false` works on the project itself, which is refused where it is up
   * already, and taken down at the end otherwise (see `existing`).
   */
  readonly isolate?: Isolation | string | false
}

/** What Vitest calls before the tests; it resolves with what it calls after them. */
export type GlobalSetup = (vitest: TestProject) => Promise<() => Promise<void>>

/**
 * The function that a file of `globalSetup` exports. Options as for `up`; `cwd` is Vitest's root where it is absent. The set-up
 * rejects as `up` does, and then no test runs.
 *
 * @example
 * // stack.setup.ts, named by `globalSetup: ['stack.setup.ts']` in vitest.config.ts
 * import { globalSetup } from 'muster-compose/vitest/setup'
 * export default globalSetup({ files: ['compose.yaml'] })
 */
export function globalSetup(options: StackSetup = {}): GlobalSetup {
  return async (vitest) => {
    const { per = 'run', reset = 'never', isolate, ...rest } = options
    const isolation = typeof isolate === 'object' ? isolate : copyFor(isolate)
    const asked = { ...rest, cwd: rest.cwd ?? vitest.config.root }
    if (per === 'run') return await oneForAll({ ...asked, ...(isolation && { isolate: isolation }) }, reset, vitest)
    if (isolation === undefined) throw new TypeError('a stack for each worker is a copy: leave out `isolate: false`')
    return await oneEach({ options: asked, isolate: isolation, reset }, vitest)
  }
}

function copyFor(name: string | undefined | false): Isolation | undefined {
  if (name === false) return undefined
  return { name: name ?? `v${randomBytes(4).toString('hex')}`, ports: 'fresh' }
}

type Asked = StackOptions & { readonly cwd: string }

async function oneForAll(options: Asked, reset: ResetBetween, vitest: TestProject): ReturnType<GlobalSetup> {
  if (reset === 'files' && workersOf(vitest) > 1)
    throw new TypeError(
      "files side by side would reset each other's data: set `fileParallelism: false`, or `per: 'worker'`",
    )
  const stack = await described(up(options), options.cwd)
  const end = async (): Promise<void> => await stack[Symbol.asyncDispose]()
  try {
    if (reset === 'files') await stack.saveSnapshot(startSnapshot)
  } catch (error) {
    await end()
    throw error
  }
  const endpoints = stack.endpoints().map(({ url: _, ...endpoint }) => endpoint)
  vitest.provide('muster', { per: 'run', reset, options, endpoints })
  return end
}

async function oneEach(
  { options, isolate, reset }: { readonly options: Asked; readonly isolate: Isolation; readonly reset: ResetBetween },
  vitest: TestProject,
): ReturnType<GlobalSetup> {
  const { world: outside } = wantedOf(options, 'collect')
  await settleLeases(undefined, outside)
  const lease = await takeLease(outside)
  for (let worker = 1; worker <= workersOf(vitest); worker++) {
    const { world, wanted } = wantedOf({ ...options, isolate: copyOf(isolate, worker) })
    lease.claim((await projectOrName(wanted, world)).name)
  }
  const { id, labels } = lease
  const notes = await mkdtemp(join(tmpdir(), 'muster-vitest-'))
  vitest.provide('muster', { per: 'worker', reset, options, isolate, lease: { id, labels }, notes })
  return async () => {
    await rm(notes, { recursive: true, force: true })
    await lease.end()
    await lease[Symbol.asyncDispose]()
  }
}
