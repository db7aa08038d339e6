import { nanosecondsOf } from '../../attributes/grammar/duration.ts'
import { UsageError } from '../usage-error.ts'

/** The flags of `up` that exclude each other. */
export interface ExclusiveFlags {
  readonly 'abort-on-container-exit': boolean
  readonly 'abort-on-container-failure': boolean
  readonly 'always-recreate-deps': boolean
  readonly attach: readonly string[]
  readonly 'attach-dependencies': boolean
  readonly build: boolean
  readonly detach: boolean
  readonly 'exit-code-from': string | undefined
  readonly 'force-recreate': boolean
  readonly fresh: boolean
  readonly lease: boolean
  readonly 'no-build': boolean
  readonly 'no-recreate': boolean
  readonly 'no-start': boolean
  readonly 'renew-anon-volumes': boolean
  readonly ttl: string | undefined
  readonly wait: boolean
  readonly watch: boolean
}

/** Refuses what docker compose 2.40.3 refuses, in its words and order (observed). Throws UsageError. */
export function checkUpFlags(flags: ExclusiveFlags): void {
  const aborts = flags['abort-on-container-exit'] || (flags['exit-code-from'] ?? '') !== ''
  const attaches = flags.attach.length > 0 || flags['attach-dependencies']
  const follows = aborts || flags['abort-on-container-failure'] || attaches || flags.watch
  const rules: readonly (readonly [boolean, string])[] = [
    [
      flags.wait && follows,
      '--wait cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch',
    ],
    [
      flags.detach && follows,
      '--detach cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch',
    ],
    [flags.attach.length > 0 && flags['attach-dependencies'], 'cannot combine --attach and --attach-dependencies'],
    [
      flags['abort-on-container-exit'] && flags['abort-on-container-failure'],
      '--abort-on-container-failure cannot be combined with --abort-on-container-exit',
    ],
    [flags.build && flags['no-build'], '--build and --no-build are incompatible'],
    [flags['no-build'] && flags.watch, '--no-build and --watch are incompatible'],
    [flags['force-recreate'] && flags['no-recreate'], '--force-recreate and --no-recreate are incompatible'],
    [
      flags['always-recreate-deps'] && flags['no-recreate'],
      '--always-recreate-deps and --no-recreate are incompatible',
    ],
    [flags['renew-anon-volumes'] && flags['no-recreate'], '--no-recreate and --renew-anon-volumes are incompatible'],
    [
      flags.fresh && flags['no-recreate'],
      '--fresh and --no-recreate are incompatible: nothing is left that could be kept',
    ],
    [
      flags.lease && (flags.detach || flags.wait || flags['no-start']),
      '--lease cannot be combined with --detach, --wait or --no-start: what it creates lasts no longer than the command',
    ],
    [
      flags.ttl !== undefined && !(flags.detach || flags.wait || flags['no-start']),
      '--ttl goes with --detach, --wait or --no-start; --lease is for an up in the foreground',
    ],
  ]
  for (const [broken, message] of rules) if (broken) throw new UsageError(message, leaveOut(flags, message))
}

/** docker compose names all flags that could be meant; these were given. */
function leaveOut(flags: ExclusiveFlags, message: string): string {
  const isGiven = (value: unknown): boolean => value === true || (Array.isArray(value) ? value.length > 0 : !!value)
  const given = Object.entries(flags).filter(([name, value]) => isGiven(value) && mayMean(name, message))
  return `leave out ${given.map(([name]) => `--${name}`).join(' or ')}`
}

/** `--exit-code-from` implies `--abort-on-container-exit`. */
function mayMean(name: string, message: string): boolean {
  const words: readonly string[] = message.split(/[\s,]+/)
  return words.includes(`--${name}`) || (name === 'exit-code-from' && words.includes('--abort-on-container-exit'))
}

/** `--scale web=2`; what is wrong in docker compose's words, after the flag. Throws UsageError. */
export function readScale(values: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    values.map((value): [string, number] => {
      const [service = '', count, ...more] = value.split('=')
      const wrong = (why: string): UsageError =>
        new UsageError(
          `invalid --scale option ${JSON.stringify(value)}${why}`,
          `write for instance \`--scale ${service || 'web'}=2\``,
        )
      if (count === undefined || more.length > 0) throw wrong('. Should be SERVICE=NUM')
      if (!/^[+-]?\d+$/.test(count)) throw wrong(`: strconv.Atoi: parsing ${JSON.stringify(count)}: invalid syntax`)
      if (Number(count) < 0) throw wrong(': a service cannot have fewer than 0 containers')
      return [service, Number(count)]
    }),
  )
}

/** `--ttl` in milliseconds. Throws UsageError. */
export function readTtl(value: string): number {
  const nanoseconds = nanosecondsOf(value)
  if (nanoseconds === undefined || nanoseconds <= 0 || nanoseconds > longest)
    throw new UsageError(
      `invalid value for --ttl: ${JSON.stringify(value)}`,
      'give a duration such as `2h`, at most a year',
    )
  return nanoseconds / 1e6
}

/** Nanoseconds. */
const longest = 366 * 24 * 3600e9

const policies = ['always', 'missing', 'never', 'build', 'if_not_present'] as const

/** `--pull`. Throws UsageError for a word that docker compose does not know. */
export function readPull(value: string | undefined): (typeof policies)[number] | undefined {
  if (value === undefined || value === '' || value === 'policy') return undefined
  const known = policies.find((policy) => policy === value)
  if (known === undefined)
    throw new UsageError(`invalid --pull option ${JSON.stringify(value)}`, 'use always, missing, never or build')
  return known
}
