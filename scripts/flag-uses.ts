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
    const before = first === -1 ? words : words.slice(0, first)
    return isOurs(before) && has(before, spellings)
  }
  const starts = words.flatMap((_, at) => (command.every((word, i) => words[at + i] === word) ? [at] : []))
  const [start = words.length] = starts
  return isOurs(words.slice(0, start)) && has(words.slice(start + command.length), spellings)
}

/** Before a command of ours stand its name and flags, each with its value: `docker run` and the text of a shell are others. */
function isOurs(before: CommandWords): boolean {
  return before.every((word, at) => /^-|^muster$|^"?\$0"?$/.test(word) || before[at - 1]?.startsWith('-') === true)
}

function has(words: CommandWords, spellings: readonly string[]): boolean {
  return words.some((word) => spellings.some((spelling) => isSpelled(word, spelling)))
}

function isSpelled(word: string, spelling: string): boolean {
  if (spelling.startsWith('--')) return word === spelling || word.startsWith(`${spelling}=`)
  // A bundle such as -dV, or a letter with its value.
  return word.startsWith(spelling) || (/^-[A-Za-z]{2,4}$/.test(word) && word.includes(spelling.slice(1)))
}
