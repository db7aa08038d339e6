import type { Flag, Flags, FlagValue } from '../command.ts'
import { UsageError } from '../usage-error.ts'
import { readBoolean, readInt } from './flag-value.ts'
import { UnknownFlag } from './unknown-flag.ts'

/** Words, taken apart by the definitions of flags. */
export interface Parsed {
  readonly values: ReadonlyMap<string, FlagValue>
  /** Positional arguments. */
  readonly args: readonly string[]
  /** `--` stood before the first argument. */
  readonly dashed: boolean
  /** `-h` or `--help` was given. */
  readonly help: boolean
}

/** `until-argument`: the first argument ends the flags, as before a command; `anywhere`: flags and arguments mix. */
export type Placement = 'until-argument' | 'anywhere'

/**
 * Reads flags exactly as pflag 1.0 does (docker compose 2.40.3, observed): `--name=value`, `--name value`, `-nvalue`,
 * `-n=value`, bundles such as `-dV`, `--` ends the flags, `-` is an argument, the last value wins.
 * Throws UsageError with pflag's text, UnknownFlag for a flag that is not among `flags`.
 */
export function parseFlags(flags: Flags, argv: readonly string[], placement: Placement): Parsed {
  const reader = new Map<string, Known>()
  for (const [name, flag] of Object.entries(flags)) {
    for (const spelling of [name, ...(flag.aliases ?? [])]) reader.set(`--${spelling}`, { name, flag })
    if (flag.char !== undefined) reader.set(`-${flag.char}`, { name, flag })
  }
  const state: State = { known: reader, rest: [...argv], args: [], values: new Map(), help: false, dashed: false }
  while (state.rest.length > 0) {
    const word = state.rest.shift() ?? ''
    if (word === '--') {
      state.dashed = state.args.length === 0
      state.args.push(...state.rest.splice(0))
    } else if (word.startsWith('--')) {
      readLong(word, state)
    } else if (word.startsWith('-') && word !== '-') {
      readShorts(word, state)
    } else {
      state.args.push(word)
      if (placement === 'until-argument') state.args.push(...state.rest.splice(0))
    }
  }
  return { values: state.values, args: state.args, help: state.help, dashed: state.dashed }
}

interface Known {
  readonly name: string
  readonly flag: Flag<FlagValue>
}

interface State {
  readonly known: ReadonlyMap<string, Known>
  readonly rest: string[]
  readonly args: string[]
  readonly values: Map<string, FlagValue>
  help: boolean
  dashed: boolean
}

function readLong(word: string, state: State): void {
  const equals = word.indexOf('=')
  const spelling = equals === -1 ? word : word.slice(0, equals)
  if (spelling.length === 2 || spelling[2] === '-') throw new UsageError(`bad flag syntax: ${word}`)
  const given = equals === -1 ? undefined : word.slice(equals + 1)
  const known = state.known.get(spelling)
  if (known === undefined) {
    if (spelling !== '--help') throw new UnknownFlag(`unknown flag: ${spelling}`, [word, ...state.rest])
    state.help = given === undefined || readBoolean(given, '"-h, --help"')
    return
  }
  if (given !== undefined) return store(known, given, state)
  if (known.flag.type === 'boolean') return store(known, 'true', state)
  if (known.flag.bare !== undefined) return store(known, known.flag.bare, state)
  const next = state.rest.shift()
  if (next === undefined) throw new UsageError(`flag needs an argument: ${spelling}`)
  store(known, next, state)
}

function readShorts(word: string, state: State): void {
  for (let letters = word.slice(1); letters.length > 0;) {
    const char = letters[0] ?? ''
    const known = state.known.get(`-${char}`)
    const after = letters.slice(1)
    if (known === undefined && char !== 'h') {
      const message = `unknown shorthand flag: '${char}' in -${letters}`
      throw new UnknownFlag(message, [`-${letters}`, ...state.rest])
    }
    if (known === undefined) {
      state.help = true
      letters = after
    } else if (after.startsWith('=')) {
      // pflag: `-d=false` and `-t=5`, also at the end of a bundle.
      return store(known, after.slice(1), state)
    } else if (known.flag.type === 'boolean') {
      store(known, 'true', state)
      letters = after
    } else {
      const value = after.length > 0 ? after : state.rest.shift()
      if (value === undefined) throw new UsageError(`flag needs an argument: '${char}' in -${letters}`)
      return store(known, value, state)
    }
  }
}

function store({ name, flag }: Known, text: string, { values }: State): void {
  const spelled = flag.char === undefined ? `"--${name}"` : `"-${flag.char}, --${name}"`
  switch (flag.type) {
    case 'boolean':
      values.set(name, readBoolean(text, spelled))
      return
    case 'int':
      values.set(name, readInt(text, spelled))
      return
    case 'string':
      values.set(name, text)
      return
    case 'list':
      values.set(name, [...((values.get(name) as readonly string[] | undefined) ?? []), text])
  }
}
