import { nanosecondsOf } from '../../attributes/grammar/duration.ts'
import { booleanOf } from '../argv/flag-value.ts'
import type { Globals } from '../argv/globals.ts'
import { UsageError } from '../usage-error.ts'
import { commandKinds } from './command-kinds.ts'

/** What the command line and the environment say about the world of a command: its engine, and others at work on the project. */
export interface WorldOptions {
  readonly adopt: boolean
  readonly allowedProviders: readonly string[]
  /** Seconds. */
  readonly lockTimeout?: number
  readonly leases: 'collect' | 'leave'
  readonly host?: string
  readonly context?: string
}

/** Flags, or MUSTER_LOCK_TIMEOUT and MUSTER_ADOPT. Throws UsageError. */
export function worldOptions(command: string, globals: Globals, env: ReadonlyMap<string, string>): WorldOptions {
  const { host, context } = globals
  const lockTimeout = lockTimeoutIn(globals, env)
  return {
    adopt: globals.adopt || booleanOf(env.get('MUSTER_ADOPT') ?? '') === true,
    allowedProviders: globals['allow-provider'],
    // A command that only looks, or only shows what it would do, collects nothing.
    leases: commandKinds.changing.has(command) && !globals['dry-run'] ? 'collect' : 'leave',
    ...(lockTimeout === undefined ? {} : { lockTimeout }),
    ...(host === undefined ? {} : { host }),
    ...(context === undefined ? {} : { context }),
  }
}

function lockTimeoutIn(globals: Globals, env: ReadonlyMap<string, string>): number | undefined {
  const limit = globals['lock-timeout'] ?? env.get('MUSTER_LOCK_TIMEOUT') ?? ''
  if (limit === '') return undefined
  const nanoseconds = nanosecondsOf(limit)
  if (nanoseconds === undefined || nanoseconds < 0)
    throw new UsageError(`invalid value for --lock-timeout: ${JSON.stringify(limit)}`, 'give a duration such as `30s`')
  return nanoseconds / 1e9
}
