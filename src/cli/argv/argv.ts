import type { Command, Flags, FlagValue } from '../command.ts'
import { UsageError } from '../usage-error.ts'
import { anywhereFlags, type Globals, globalFlags } from './globals.ts'
import { type Parsed, parseFlags } from './parse-flags.ts'
import { UnknownFlag, withRemedy } from './unknown-flag.ts'

/** What a command line asks for. `help` without `id` is the help of muster itself. */
export interface Argv {
  readonly globals: Globals
  /** The command, undefined when only global flags were given. */
  readonly id: string | undefined
  /** Everything after the command, for the command's own flags. */
  readonly rest: readonly string[]
  readonly help: boolean
}

/**
 * Splits a command line as docker compose does (cobra): global flags stand before the command, everything after it is the
 * command's own, so `-f` in `muster -f a.yaml logs -f` means two things. Throws UsageError.
 */
export function splitArgv(argv: readonly string[]): Argv {
  const parsed = helpful({ ...globalFlags }, undefined, () => parseFlags({ ...globalFlags }, argv, 'until-argument'))
  const globals = withDefaults({ ...globalFlags }, parsed.values) as unknown as Globals
  const [id, ...rest] = parsed.args
  if (id === 'help') return { globals, id: rest[0], rest: [], help: true }
  return { globals, id, rest, help: parsed.help }
}

/** The words behind the command, parsed. */
export interface CommandLine {
  readonly flags: Readonly<Record<string, FlagValue>>
  readonly given: ReadonlySet<string>
  readonly args: readonly string[]
  /** `--` stood before the first argument. */
  readonly dashed: boolean
  readonly help: boolean
  /** Global flags that were given after the command. */
  readonly globals: Partial<Globals>
}

/** Reads what stands after the command by the command's definition. Throws UsageError. */
export function parseCommand(
  command: Pick<Command, 'id' | 'args' | 'flags' | 'flagsEnd' | 'globals' | 'minArgs'>,
  rest: readonly string[],
): CommandLine {
  const own: Flags = { ...command.flags, ...anywhereFlags }
  const { values, args, help, dashed } = helpful(own, command.id, () =>
    parseFlags(own, rest, command.flagsEnd === 'first' ? 'until-argument' : 'anywhere'),
  )
  if (!help && command.args === undefined && args[0] !== undefined) {
    throw new UsageError(`unknown command ${JSON.stringify(args[0])} for "muster ${command.id}"`)
  }
  const { minArgs = 0, globals = [] } = command
  if (!help && args.length < minArgs) {
    const usage = `muster ${command.id} [OPTIONS] ${command.args ?? ''}`
    throw new UsageError(`requires at least ${minArgs} arg(s), only received ${args.length}`, usage)
  }
  return {
    flags: withDefaults(command.flags, values),
    given: new Set(values.keys()),
    args,
    dashed,
    help,
    globals: Object.fromEntries([...values].filter(([name]) => name in anywhereFlags || globals.includes(name))),
  }
}

/** What `parse` returns; an unknown flag is refused with a remedy. */
function helpful(flags: Flags, command: string | undefined, parse: () => Parsed): Parsed {
  try {
    return parse()
  } catch (error) {
    throw error instanceof UnknownFlag ? withRemedy(error, flags, command) : error
  }
}

function withDefaults(flags: Flags, values: ReadonlyMap<string, FlagValue>): Readonly<Record<string, FlagValue>> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, { default: value }]) => [name, values.has(name) ? values.get(name) : value]),
  )
}
