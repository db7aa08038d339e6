import { setTimeout as pause } from 'node:timers/promises'
import { EngineError } from '../port.ts'

/** What a registry's trouble is, when it may be over soon. */
export type PassingFault = 'too many requests' | 'a fault of the registry or the network'

const limited = /toomanyrequests|too many requests|\b429\b/i
const shaken =
  /unexpected http status: 5\d\d|\b5\d\d (internal server error|bad gateway|service unavailable|gateway time-?out)|connection reset by peer|unexpected EOF|: EOF$|i\/o timeout|TLS handshake timeout|broken pipe|use of closed network connection|Client\.Timeout exceeded/i

/** Told by the words that the engine (28.5) hands on from its registry client; undefined for what stays as it is. */
export function passingFault(message: string): PassingFault | undefined {
  if (limited.test(message)) return 'too many requests'
  return shaken.test(message) ? 'a fault of the registry or the network' : undefined
}

/** Milliseconds before each further attempt. Registries that count want more patience. */
const pauses: Readonly<Record<PassingFault, readonly number[]>> = {
  'too many requests': [1000, 2000, 4000, 8000, 16_000],
  'a fault of the registry or the network': [500, 1000, 2000],
}

/** How long an attempt is repeated, and who hears of it. */
export interface Persistence {
  readonly signal?: AbortSignal
  /** Hears of each fault before the pause, in words without any secret. */
  readonly onNote?: (note: string) => void
}

/**
 * Tries again, later each time, what a registry or the way to it could not do just now. Rejects with the last error; at once
 * with one that will not pass, and with the signal's reason.
 */
export async function persistently<T>(attempt: () => Promise<T>, { signal, onNote }: Persistence): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      const fault = error instanceof EngineError && error.cause === undefined ? passingFault(error.message) : undefined
      const wait = fault && pauses[fault][tries]
      if (fault === undefined || wait === undefined) throw error
      onNote?.(`${fault} (${(error as Error).message}); trying again in ${wait / 1000} s`)
      await pause(wait, undefined, signal && { signal }).catch(() => signal?.throwIfAborted())
    }
  }
}
