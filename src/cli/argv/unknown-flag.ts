import { shellWord } from '../../attributes/grammar/shell-quote.ts'
import { suggest } from '../../source/suggest.ts'
import type { Command, Flag, Flags, FlagValue } from '../command.ts'
import { UsageError } from '../usage-error.ts'
import { globalFlags } from './globals.ts'

/** A flag that is not defined where it stands. */
export class UnknownFlag extends UsageError {
  /** The flag as it was written and what follows, for instance `--profile=a`, or `-f` and `a.yaml`. */
  readonly words: readonly [flag: string, ...after: string[]]
  constructor(message: string, words: UnknownFlag['words'], fix?: string) {
    super(message, fix)
    this.words = words
  }
}

/** The error about a flag before the command, with a remedy where the command that follows has this flag. */
export async function beforeItsCommand(
  error: UnknownFlag,
  commands: ReadonlyMap<string, () => Promise<Pick<Command, 'id' | 'flags'>>>,
): Promise<UsageError> {
  const [word, ...after] = error.words
  const load = after.map((id) => commands.get(id)).find((found) => found !== undefined)
  const { id, flags } = (await load?.()) ?? { id: '', flags: {} }
  const found = Object.entries(visible(flags)).find(([name, flag]) => isSpelled(word, name, flag))
  if (found === undefined) return error
  return new UsageError(error.message, `put it behind the command: muster ${id} ${written(error.words, found[1])}`)
}

/**
 * The same error with what was probably meant: another flag of `flags`, or, after a command, a global flag, which stands
 * before the command.
 */
export function withRemedy(error: UnknownFlag, flags: Flags, command?: string): UnknownFlag {
  return new UnknownFlag(error.message, error.words, remedy(error.words, flags, command))
}

function remedy(words: UnknownFlag['words'], flags: Flags, command: string | undefined): string | undefined {
  const [word] = words
  const globals = command === undefined ? {} : globalFlags
  const misplaced = Object.entries(visible(globals)).find(([name, flag]) => isSpelled(word, name, flag))
  if (misplaced !== undefined) return `put it before the command: muster ${written(words, misplaced[1])} ${command}`
  const list = `\`muster ${command === undefined ? '' : `${command} `}--help\` lists the flags`
  if (!word.startsWith('--')) return list
  const near = suggest(nameIn(word), [...Object.keys(visible({ ...globals, ...flags })), 'help'])
  if (near === undefined) return list
  const moved =
    near in globals && !(near in flags) ? ` It stands before the command: muster --${near} … ${command}` : ''
  return `did you mean \`--${near}\`?${moved}`
}

function visible(flags: Flags): Flags {
  return Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag.hidden !== true))
}

function nameIn(word: string): string {
  return word.slice(2).split('=', 1)[0] ?? ''
}

function isSpelled(word: string, name: string, { char }: Flag<FlagValue>): boolean {
  return word.startsWith('--') ? nameIn(word) === name : word[1] === char
}

function written([word, next]: UnknownFlag['words'], { type, bare, placeholder = 'VALUE' }: Flag<FlagValue>): string {
  const isWhole = word.startsWith('--') ? word.includes('=') : word.length > 2
  return type === 'boolean' || bare !== undefined || isWhole
    ? shellWord(word)
    : `${word} ${next === undefined ? placeholder : shellWord(next)}`
}
