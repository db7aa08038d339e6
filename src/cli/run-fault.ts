import { promises as files } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../api/fault.ts'
import { nanosecondsOf } from '../attributes/duration.ts'
import { type Flag, string } from './command.ts'
import type { Context } from './context.ts'
import { refuseDryRun } from './snapshot-flags.ts'
import { UsageError } from './usage-error.ts'

/** `--for`. */
export const lasting: Flag<string | undefined> = string('How long, for instance 5s', { placeholder: 'DURATION' })

/** Milliseconds of `--for`; undefined: as long as the user likes. Throws UsageError. */
export function faultTime(text: string | undefined): number | undefined {
  return text === undefined ? undefined : milliseconds('--for', text)
}

/** Milliseconds of `--delay`. Throws UsageError. */
export function faultDelay(text: string | undefined): number {
  return text === undefined ? 200 : milliseconds('--delay', text)
}

function milliseconds(flag: string, text: string): number {
  const nanoseconds = nanosecondsOf(text)
  if (nanoseconds === undefined || nanoseconds <= 0)
    throw new UsageError(
      `invalid value for ${flag}: ${JSON.stringify(text)}`,
      'give a duration such as `5s` or `200ms`',
    )
  return nanoseconds / 1e6
}

interface FaultRun {
  readonly fault: Fault
  readonly services: readonly string[]
  /** Milliseconds. */
  readonly time: number | undefined
}

/** Injects a fault, waits for its end, and takes it back. Returns the exit code. */
export async function runFault({ fault, services, time }: FaultRun, context: Context): Promise<number> {
  const { project, world, emit, dryRun } = context
  refuseDryRun(`fault ${fault.kind}`, dryRun)
  const { injectFault, placedVariable } = await import('../api/fault.ts')
  const outside = world()
  const injected = await injectFault({ ...project, services, fault }, outside)
  const placed = outside.env.get(placedVariable) ?? ''
  const end = placed === '' ? `until Ctrl-C${process.stdin.isTTY ? ' or Enter' : ''}` : 'until the end'
  const until = time === undefined ? end : `for ${time / 1000} s`
  emit({ type: 'notice', message: `${injected.containers.join(', ')}: ${happening[fault.kind]} ${until}` })
  try {
    if (placed !== '') await files.writeFile(placed, '')
    await over(time, outside.signal)
  } finally {
    await injected[Symbol.asyncDispose]()
  }
  if (placed === '') emit({ type: 'notice', message: `${injected.containers.join(', ')}: ${past[fault.kind]}` })
  return 0
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

/** Resolves when the time is over, at the signal, or at Enter. */
async function over(time: number | undefined, signal: AbortSignal): Promise<void> {
  const done = new AbortController()
  const either = AbortSignal.any([signal, done.signal])
  const enter = (): void => done.abort()
  if (process.stdin.isTTY) process.stdin.once('data', enter)
  // Longer than any timer can be: a signal or Enter ends it.
  const longest = 2 ** 31 - 1
  await delay(Math.min(time ?? longest, longest), undefined, { signal: either }).catch(() => undefined)
  if (process.stdin.isTTY) process.stdin.off('data', enter).pause()
}
