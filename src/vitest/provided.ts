import type { Endpoint } from '../api/endpoints.ts'
import type { StackOptions } from '../library/stack-options.ts'
import type { Isolation } from '../model/isolation.ts'

/** What the global set-up tells the workers: `inject('muster')`. Plain data. */
export type ProvidedStack = OneForAll | OneEach

/** One stack for the whole run. */
export interface OneForAll {
  readonly per: 'run'
  readonly reset: ResetBetween
  readonly options: Omit<StackOptions, 'onEvent' | 'signal'>
  /** Where the published ports of its services are reached. */
  readonly endpoints: readonly Endpoint[]
}

/** A stack for each worker, brought up by the first file that asks for it. */
export interface OneEach {
  readonly per: 'worker'
  readonly reset: ResetBetween
  readonly options: Omit<StackOptions, 'onEvent' | 'signal'>
  /** The copies' names begin so; the worker's number comes behind it. */
  readonly isolate: Isolation
  /** That of the main process, which takes all of them down. */
  readonly lease: { readonly id: string; readonly labels: Readonly<Record<string, string>> }
  /** Folder of the run in which a worker notes that its stack is up: each of its files may have a process of its own. */
  readonly notes: string
}

declare module 'vitest' {
  // What `inject` knows.
  interface ProvidedContext {
    readonly muster: ProvidedStack
  }
}

/** Between what the volumes get the data back that they had when everything was ready. */
export type ResetBetween = 'files' | 'never'

/** The snapshot with that data. */
export const startSnapshot = 'start'

/** Which copy a worker has. */
export function copyOf({ name, ports }: Isolation, worker: number): Isolation {
  return { name: `${name}-w${worker}`, ports }
}
