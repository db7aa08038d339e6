import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lease } from '../api/lease/lease.ts'
import { described } from '../library/described.ts'
import { connect, type Stack, up } from '../library/stack.ts'
import { copyOf, type OneEach } from './provided.ts'

/** Bringing up what is being brought up, by its note: a file may ask twice at once. */
const rising = new Map<string, Promise<Stack>>()

/**
 * The stack of a worker. The first file that asks brings it up, all others connect to it: another `up` would run one-shot services
 * (migrations) again. One that failed is tried again by the next.
 */
export async function stackOfWorker(provided: OneEach, worker: number): Promise<Stack> {
  const options = { ...provided.options, isolate: copyOf(provided.isolate, worker) }
  const note = join(provided.notes, String(worker))
  const begun = rising.get(note)
  if (begun !== undefined) return await begun
  if (existsSync(note)) return await connect(options)
  const up = bringUp(provided, options, note).finally(() => rising.delete(note))
  rising.set(note, up)
  return await up
}

/** The copy is the run's own: what is there of it is what an attempt before has left. */
async function bringUp(provided: OneEach, options: OneEach['options'], note: string): Promise<Stack> {
  const stack = await described(up({ ...options, existing: 'adopt' }, borrowed(provided)), options.cwd)
  await mkdir(note, { recursive: true })
  return stack
}

/** The main process' lease, whose end is not up to a worker. */
function borrowed({ lease: { id, labels } }: OneEach): Lease {
  const nothing = { containers: [], networks: [], volumes: [], left: new Map<string, string>(), spared: [] }
  return {
    id,
    labels,
    claim: () => undefined,
    alongside: (start) => start(),
    end: async () => await Promise.resolve(nothing),
    [Symbol.asyncDispose]: async () => await Promise.resolve(),
  }
}
