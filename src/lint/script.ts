/** A piece of a script. Of a word, `text` is what the shell makes of it: without quotes, nothing expanded. */
export interface Piece {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A command as it is written, and the here-documents that it reads. */
export interface Statement {
  readonly words: readonly Piece[]
  readonly documents: readonly Piece[]
  /** A part of a pipe, or of `( )`, `{ }` or a compound command. */
  readonly isPart: boolean
}

interface Reading {
  readonly script: string
  /** Ends a line that goes on: `\`, or what an `escape` directive says. */
  readonly escape: string
  at: number
}

interface Open {
  readonly words: Piece[]
  readonly documents: Piece[]
  /** How many compound commands it is in. */
  depth: number
  isPart: boolean
}

interface Awaited {
  readonly end: string
  readonly tabs: 'kept' | 'dropped'
  readonly of: Open
}

const operator = /&&|\|\||;;&?|;&?|\|&?|&(?!>)|[()]/y
const redirection = /(?:\d*|&)(?:<<<|<<-?|>>|>\||[<>]&|<>|>|<)/y
const blank = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*/y

/**
 * The commands of a script of a POSIX shell, also those within `( )`, `{ }` and compound commands, whose keywords are left
 * out. An approximation: what `$( )` and backquotes run is part of their word.
 */
export function statementsIn(script: string, escape = '\\'): readonly Statement[] {
  const reading: Reading = { script, escape, at: 0 }
  const found: Open[] = [begun()]
  let awaited: Awaited[] = []
  const current = (): Open => found.at(-1) ?? begun()
  while (reading.at < script.length) {
    if (skipsBlank(reading)) continue
    const mark = taken(reading, redirection)
    if (mark !== undefined) {
      const target = nextWord(reading)
      if (/<<-?$/.test(mark) && target !== undefined)
        awaited.push({ end: target.text, tabs: mark.endsWith('-') ? 'dropped' : 'kept', of: current() })
    } else if (script[reading.at] === '\n') {
      reading.at += 1
      for (const one of awaited) one.of.documents.push(documentOf(reading, one))
      awaited = []
      found.push(begun(current().depth))
      continue
    }
    const sign = mark === undefined ? taken(reading, operator) : undefined
    if (sign !== undefined) found.push(behind(sign, current()))
    else if (mark === undefined) addWord(current(), nextWord(reading))
  }
  return found.filter(({ words, documents }) => words.length > 0 || documents.length > 0)
}

function begun(depth = 0): Open {
  return { words: [], documents: [], depth, isPart: depth > 0 }
}

/** What follows an operator. A pipe makes parts of both. */
function behind(sign: string, before: Open): Open {
  const next = begun(Math.max(0, before.depth + Number(sign === '(') - Number(sign === ')')))
  if (!sign.startsWith('|') || sign === '||') return next
  before.isPart = true
  return { ...next, isPart: true }
}

const keyword = /^(?:if|then|else|elif|fi|do|done|while|until|esac|time|[{}!])$/
const opening = /^(?:if|while|until|for|case|select|\{)$/
const closing = /^(?:fi|done|esac|\})$/

function addWord(open: Open, word: Piece | undefined): void {
  if (word === undefined) return
  if (open.words.length === 0) {
    open.depth = Math.max(0, open.depth + Number(opening.test(word.text)) - Number(closing.test(word.text)))
    open.isPart ||= open.depth > 0
    if (keyword.test(word.text)) return
  }
  open.words.push(word)
}

function taken(reading: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = reading.at
  const [text] = pattern.exec(reading.script) ?? []
  reading.at += text?.length ?? 0
  return text
}

/** Blanks, lines that go on, and comments: whether there was one. */
function skipsBlank(reading: Reading): boolean {
  const from = reading.at
  const { script } = reading
  if (/[ \t\r]/.test(script[from] ?? '')) reading.at += 1
  else if (continues(reading)) goOn(reading)
  else if (script[from] === '#') {
    // The builder joins lines before the shell sees a comment: it goes on with them.
    while (reading.at < script.length && script[reading.at] !== '\n') {
      if (continues(reading)) goOn(reading)
      else reading.at += 1
    }
  }
  return reading.at > from
}

function continues({ script, escape, at }: Reading): boolean {
  return script[at] === escape && /^[ \t]*\r?\n/.test(script.slice(at + 1, at + 80))
}

/** Comments and empty lines between lines that go on are none (the builder leaves them out). */
function goOn(reading: Reading): void {
  reading.at = reading.script.indexOf('\n', reading.at) + 1
  taken(reading, blank)
}

/** The word that begins here or after blanks; undefined where none does. */
function nextWord(reading: Reading): Piece | undefined {
  while (/[ \t]/.test(reading.script[reading.at] ?? '')) reading.at += 1
  const start = reading.at
  let text = ''
  for (let part = nextPart(reading); part !== undefined; part = nextPart(reading)) text += part
  return reading.at === start ? undefined : { text, start, end: reading.at }
}

function nextPart(reading: Reading): string | undefined {
  const { script, at } = reading
  const character = script[at]
  if (character === undefined || /[\s;|&()<>]/.test(character)) return undefined
  if (continues(reading)) {
    goOn(reading)
    return ''
  }
  reading.at += 1
  if (character === "'" || character === '"') return quoted(reading, character)
  if (character === '`') return `\`${until(reading, '`')}\``
  if (character === '$' && script[at + 1] === '(') return `$${nested(reading)}`
  if (character === '$' && script[at + 1] === '{') return `$${until(reading, '}')}}`
  if (character !== '\\') return character
  reading.at += 1
  return script[at + 1] ?? ''
}

function quoted(reading: Reading, quote: string): string {
  let text = ''
  while (reading.at < reading.script.length && reading.script[reading.at] !== quote) {
    if (continues(reading)) {
      goOn(reading)
      continue
    }
    if (quote === '"' && reading.script[reading.at] === '\\') reading.at += 1
    if (quote === '"' && reading.script.startsWith('$(', reading.at)) {
      reading.at += 1
      text += `$${nested(reading)}`
    } else text += reading.script[reading.at++] ?? ''
  }
  reading.at += 1
  return text
}

function until(reading: Reading, end: string): string {
  const from = reading.at
  const found = reading.script.indexOf(end, from)
  reading.at = found === -1 ? reading.script.length : found + 1
  return reading.script.slice(from, found === -1 ? undefined : found)
}

/** `( … )` with what is nested and quoted in it. */
function nested(reading: Reading): string {
  const from = reading.at
  let depth = 0
  while (reading.at < reading.script.length) {
    const character = reading.script[reading.at]
    reading.at += 1
    if (character === "'" || character === '"') quoted(reading, character)
    else if (character === '\\') reading.at += 1
    else if (character === '(') depth += 1
    else if (character === ')' && --depth === 0) break
  }
  return reading.script.slice(from, reading.at)
}

/** The lines up to the one that ends it, which is passed, too. */
function documentOf(reading: Reading, { end, tabs }: Awaited): Piece {
  const { script } = reading
  const start = reading.at
  while (reading.at < script.length) {
    const line = reading.at
    const next = script.indexOf('\n', line)
    reading.at = next === -1 ? script.length : next + 1
    const text = script.slice(line, next === -1 ? undefined : next).replace(/\r$/, '')
    if ((tabs === 'dropped' ? text.replace(/^\t+/, '') : text) === end)
      return { text: script.slice(start, line), start, end: line }
  }
  return { text: script.slice(start), start, end: script.length }
}
