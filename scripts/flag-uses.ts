import { commands } from '../src/cli/commands/index.ts'

// Which command lines the tests run: read from their text, so that the table of flags can name a test for each.

/** One command line of a test: words in order, without what is only known while it runs. */
export type CommandWords = readonly string[]

const literal = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|` + '`(?:[^`\\\\]|\\\\.)*`'
const tokens = new RegExp(`//[^\\n]*|/\\*[^]*?\\*/|${literal}|[[\\](){}]`, 'g')

/**
 * Every run of texts that stands in one pair of brackets (`['up', '-d']`, `run('ps', '-q')`), and every text that is a
 * command line by itself (`'ps --format json'`).
 */
export function commandLines(source: string): readonly CommandWords[] {
  const lines: CommandWords[] = []
  const open: string[][] = [[]]
  for (const [token] of source.matchAll(tokens)) {
    if (token.startsWith('/')) continue
    if ('[({'.includes(token)) {
      open.push([])
    } else if ('])}'.includes(token)) {
      const closed = open.pop()
      if (closed !== undefined && closed.length > 0) lines.push(closed)
      if (open.length === 0) open.push([])
    } else {
      const text = token.slice(1, -1)
      open.at(-1)?.push(text)
      lines.push(...wholeLines(text))
    }
  }
  return lines
}

function wholeLines(text: string): readonly CommandWords[] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  return lines.filter((words) => words.length > 1)
}

/** Whether `words` gives `command` (one or two words, empty for what stands before the command) the flag, spelled in one of `spellings`. */
export function gives(words: CommandWords, command: readonly string[], spellings: readonly string[]): boolean {
  if (command.length === 0) {
    const first = words.findIndex((word) => commands.has(word))
    return has(words.slice(0, Math.max(first, 0)), spellings)
  }
  const starts = words.flatMap((_, at) => (command.every((word, i) => words[at + i] === word) ? [at] : []))
  return has(words.slice((starts[0] ?? words.length) + command.length), spellings)
}

function has(words: CommandWords, spellings: readonly string[]): boolean {
  return words.some((word) => spellings.some((spelling) => isSpelled(word, spelling)))
}

function isSpelled(word: string, spelling: string): boolean {
  if (spelling.startsWith('--')) return word === spelling || word.startsWith(`${spelling}=`)
  // A bundle such as -dV, or a letter with its value.
  return /^-[A-Za-z]/.test(word) && word.split('=')[0]?.includes(spelling.slice(1)) === true
}
