import type { Fault } from '../../api/fault.ts'
import { nanosecondsOf } from '../../attributes/grammar/duration.ts'
import { type Flag, string } from '../command.ts'
import type { Context } from '../session/context.ts'
import { UsageError } from '../usage-error.ts'
import { refuseDryRun } from './snapshot-flags.ts'

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

/** Injects a fault, and takes it back at its end, which Enter brings, too. Returns the exit code. */
export async function runFault({ fault, services, time }: FaultRun, context: Context): Promise<number> {
  const { project, world, dryRun } = context
  refuseDryRun(`fault ${fault.kind}`, dryRun)
  const { passFault } = await import('../../api/fault/passing.ts')
  const { isTTY } = process.stdin
  const done = new AbortController()
  const enter = (): void => done.abort()
  const ends = `until Ctrl-C${isTTY ? ' or Enter' : ''}`
  if (isTTY) process.stdin.once('data', enter)
  try {
    const lasts = time === undefined ? {} : { time }
    await passFault({ ...project, services, fault, ends, until: done.signal, ...lasts }, world())
  } finally {
    if (isTTY) process.stdin.off('data', enter).pause()
  }
  return 0
}
