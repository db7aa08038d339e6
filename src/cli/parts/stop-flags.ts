import type { StopTimes } from '../../api/lifecycle.ts'
import { nanosecondsOf } from '../../attributes/grammar/duration.ts'
import { type FlagsFor, int, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

/** Values of the flags of what stops containers. */
export interface StopFlags {
  readonly deadline: string | undefined
  readonly timeout: number | undefined
}

/** How long containers have to end. */
export const stopFlags: FlagsFor<StopFlags> = {
  deadline: string('Time for all to end, for instance 10s; what still runs then is killed', {
    placeholder: 'DURATION',
  }),
  timeout: int('Seconds until a container that does not stop is killed', { char: 't', placeholder: 'SECONDS' }),
}

/** Those that are given. Throws UsageError. */
export function stopTimesOf({ deadline, timeout }: StopFlags): StopTimes {
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(deadline === undefined ? {} : { deadline: readDeadline(deadline) }),
  }
}

function readDeadline(text: string): number {
  const nanoseconds = nanosecondsOf(text)
  if (nanoseconds === undefined || nanoseconds < 0)
    throw new UsageError(`invalid value for --deadline: ${JSON.stringify(text)}`, 'give a duration such as `10s`')
  return nanoseconds / 1e6
}
