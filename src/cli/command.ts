import type { Context } from './session/context.ts'

/** What a flag takes. `list` may be given several times; `int` is read as Go reads it (`0x10` is 16). */
type FlagType = 'boolean' | 'string' | 'int' | 'list'

/** One flag as data: the parser, the help and the completion read the same definition. Its name is its key. */
export interface Flag<T> {
  readonly type: FlagType
  readonly description: string
  /** One letter. */
  readonly char?: string
  /** Spellings that docker compose still accepts, for instance `--volume` for `--volumes`. */
  readonly aliases?: readonly string[]
  /** What stands for the value in the help, for instance `SERVICE=NUM`. */
  readonly placeholder?: string
  /** The values that are offered by the help; checked by the command, whose message names the flag. */
  readonly options?: readonly string[]
  readonly hidden?: boolean
  /** What the flag means without a value; then only `--name=value` gives it one. */
  readonly bare?: string
  readonly default: T
}

/** What the parser makes of any flag. */
export type FlagValue = boolean | string | number | readonly string[] | undefined
/** The flags of a command, by name without dashes. */
export type Flags = Readonly<Record<string, Flag<FlagValue>>>

/** Definitions for the values `V`, by name. */
export type FlagsFor<V> = { readonly [K in keyof V]: Flag<V[K]> }

/** What was given on the command line. */
export interface Given<V> {
  readonly flags: V
  /** Names of the flags that were given, whatever their value. */
  readonly given: ReadonlySet<string>
  readonly args: readonly string[]
  /** `--` stood before the first argument. */
  readonly dashed?: boolean
}

/** A command as data, with the one call that it makes. */
export interface CommandOf<V> {
  readonly id: string
  readonly summary: string
  readonly description?: string
  /** For the usage line, for instance `[SERVICE...]`; undefined: no arguments, and giving one is an error. */
  readonly args?: string
  /** `first`: the first argument ends the flags, for commands whose arguments are a command line with flags of its own. */
  readonly flagsEnd?: 'first'
  /** How many arguments there must be at least. */
  readonly minArgs?: number
  /** Flags of its own that are the global flag of their name (`build --progress`). */
  readonly globals?: readonly string[]
  readonly flags: FlagsFor<V>
  /** Returns the exit code. */
  readonly run: (given: Given<V>, context: Context) => Promise<number>
}

/** A command whose flags are known by its definitions only. */
export interface Command extends Omit<CommandOf<unknown>, 'flags' | 'run'> {
  readonly flags: Flags
  readonly run: (given: Given<Readonly<Record<string, FlagValue>>>, context: Context) => Promise<number>
}

/** Checks `run` against the flags, then forgets their types: the parser fills in exactly what the definitions say. */
export function defineCommand<V>(command: CommandOf<V>): Command {
  return command as unknown as Command
}

type More<T> = Partial<Omit<Flag<T>, 'type' | 'description' | 'default'>>

/** A flag that is on or off; `--name=false` turns it off. */
export function boolean(description: string, more: More<boolean> & { readonly default?: boolean } = {}): Flag<boolean> {
  return { type: 'boolean', description, default: false, ...more }
}

/** A flag with a text; undefined when it is not given. */
export function string(description: string, more: More<string | undefined> = {}): Flag<string | undefined> {
  return { type: 'string', description, default: undefined, ...more }
}

/** A flag with a whole number; undefined when it is not given. */
export function int(description: string, more: More<number | undefined> = {}): Flag<number | undefined> {
  return { type: 'int', description, default: undefined, ...more }
}

/** A flag that may be repeated; every value counts, in order. */
export function list(description: string, more: More<readonly string[]> = {}): Flag<readonly string[]> {
  return { type: 'list', description, default: [], ...more }
}
