/** A command line in words, or why there are none. */
export type ShellWords =
  | {
      readonly words: readonly string[]
      /** Where the text stops to count: an operator of the shell that stands unquoted. */
      readonly cutAt?: number
    }
  | { readonly problem: string }

type Quote = 'single' | 'double' | 'backtick' | 'parenthesis'

interface State {
  readonly words: string[]
  word: string
  /** A word has begun; a pair of quotes begins one even when nothing is in it. */
  begun: boolean
  /** Only backticks can hold another quote. */
  readonly open: Quote[]
}

/**
 * Splits a command as docker compose 2.40.3 does: blanks part words, quotes and backslashes hold them together, nothing
 * is expanded, `$(…)` and backticks stay as text, and everything after an unquoted `;`, `&`, `|`, `<` or `>` is lost.
 */
export function splitWords(command: string): ShellWords {
  const state: State = { words: [], word: '', begun: false, open: [] }
  for (let at = 0; at < command.length; at++) {
    const character = command[at] ?? ''
    if (character === '\\' && state.open.at(-1) !== 'single') {
      at++
      if (at === command.length) return { problem: 'ends in a backslash' }
      put(state, command[at] ?? '')
    } else if (/[ \t\r\n]/.test(character)) {
      if (state.open.length === 0) endWord(state)
      else state.word += character
    } else if (state.open.length === 0 && /[;&|<>]/.test(character)) {
      return { words: wordsBefore(character, state), cutAt: at }
    } else if (!take(state, character)) return { problem: 'has an unquoted `(`' }
  }
  endWord(state)
  const unclosed = state.open.at(-1)
  return unclosed === undefined ? { words: state.words } : { problem: `has an unclosed ${names[unclosed]}` }
}

const names: Readonly<Record<Quote, string>> = {
  single: 'single quote',
  double: 'double quote',
  backtick: 'backtick',
  parenthesis: 'parenthesis',
}

/** Takes a character that is neither blank, backslash nor operator; false when it cannot stand here. */
function take(state: State, character: string): boolean {
  const quote = state.open.at(-1)
  const bare = quote === undefined
  if (character === '"' && (bare || quote === 'double' || quote === 'backtick')) return hold(state, 'double')
  if (character === "'" && (bare || quote === 'single' || quote === 'backtick')) return hold(state, 'single')
  if (character === '`' && (bare || quote === 'backtick')) toggle(state, 'backtick')
  if (character === ')' && (bare || quote === 'parenthesis')) toggle(state, 'parenthesis')
  if (character === '(' && (bare || quote === 'parenthesis')) {
    if (quote === 'parenthesis' || !state.word.endsWith('$')) return false
    state.open.push('parenthesis')
  }
  put(state, character)
  return true
}

/** Quotation marks are no part of the word, but a closed pair is a word. */
function hold(state: State, quote: 'single' | 'double'): true {
  if (!toggle(state, quote)) state.begun = true
  return true
}

/** Opens or closes; tells whether it is open now. */
function toggle(state: State, quote: Quote): boolean {
  const closes = state.open.at(-1) === quote
  if (closes) state.open.pop()
  else state.open.push(quote)
  return !closes
}

function put(state: State, character: string): void {
  state.word += character
  state.begun = true
}

function endWord(state: State): void {
  if (state.begun) state.words.push(state.word)
  state.word = ''
  state.begun = false
}

/** The words before an operator. A number right before `>` names a file descriptor and is none. */
function wordsBefore(operator: string, state: State): readonly string[] {
  if (operator !== '>' || !/^[0-9]/.test(state.word)) endWord(state)
  return state.words
}
