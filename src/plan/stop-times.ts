/** How long containers have to end. */
export interface StopTimes {
  /** `-t`, in seconds: how long each has, instead of its own grace period. */
  readonly timeout?: number
  /** `--deadline`: milliseconds after the plan began at which all that still runs is killed. */
  readonly deadline?: number
}

/** Those that are given, and nothing else. */
export function timesIn({ timeout, deadline }: StopTimes): StopTimes {
  return { ...(timeout === undefined ? {} : { timeout }), ...(deadline === undefined ? {} : { deadline }) }
}
