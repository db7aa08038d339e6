import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type Fault, type FaultOptions, injectFault, placedVariable } from '../fault.ts'
import type { World } from '../world/world.ts'

/** A fault that passes by itself. */
export interface PassingFault extends FaultOptions {
  /** Milliseconds; absent: until the signal aborts or `until` does. */
  readonly time?: number
  /** Aborts to end it sooner. */
  readonly until: AbortSignal
  /** How a person ends it, where nobody does it for them. */
  readonly ends: string
}

/** Injects a fault, says so, waits for its end and takes it back. Rejects as `injectFault`, and when it cannot be taken back. */
export async function passFault({ time, until, ends, ...options }: PassingFault, world: World): Promise<void> {
  const { kind } = options.fault
  const injected = await injectFault(options, world)
  const say = (words: string): void =>
    world.emit({ type: 'notice', message: `${injected.containers.join(', ')}: ${words}` })
  // Who names a descriptor waits for a line on it, and ends the fault itself.
  const placed = world.env.get(placedVariable) ?? ''
  say(`${happening[kind]} ${time === undefined ? (placed === '' ? ends : 'until the end') : `for ${time / 1000} s`}`)
  try {
    if (placed !== '') writeSync(Number(placed), '\n')
    await over(time, AbortSignal.any([world.signal, until]))
  } finally {
    await injected[Symbol.asyncDispose]()
  }
  if (placed === '') say(past[kind])
}

/** Longer than a timer can be is until the signal. */
const longest = 2 ** 31 - 1

/** Resolves when the time is over, or at the signal. */
async function over(time: number | undefined, signal: AbortSignal): Promise<void> {
  // It rejects at the signal only, which is an end as good as any.
  await delay(Math.min(time ?? longest, longest), undefined, { signal }).catch(() => undefined)
}

const happening: Readonly<Record<Fault['kind'], string>> = {
  pause: 'frozen',
  kill: 'killed',
  stop: 'stopped',
  partition: 'off the network',
  slow: 'slow',
}

const past: Readonly<Record<Fault['kind'], string>> = {
  pause: 'running again',
  kill: 'started again',
  stop: 'started again',
  partition: 'back on the network',
  slow: 'as fast as before',
}
