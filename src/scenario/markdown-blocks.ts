import type { SourceFile } from '../source/file.ts'

/** What of a Markdown file matters to who plays it. */
export type Part =
  | {
      readonly kind: 'block'
      /** First word behind the fence, in lower case. */
      readonly language: string
      /** The words behind it. */
      readonly words: readonly string[]
      readonly lines: readonly string[]
      /** The line of the fence, from 1; `lines` begin on the next one. */
      readonly line: number
      readonly start: number
      readonly end: number
    }
  | {
      readonly kind: 'comment'
      /** What stands behind `play`. */
      readonly text: string
      /** Where that begins. */
      readonly start: number
      readonly end: number
    }
  | { readonly kind: 'prose'; readonly text: string; readonly start: number; readonly end: number }

/**
 * Cuts a Markdown file into fenced blocks, comments that begin with `<!-- play`, and the paragraphs between. Fences are
 * CommonMark's: three or more backticks or tildes, closed by as many; what a list indents is taken out by as much.
 */
export function markdownParts(file: SourceFile): readonly Part[] {
  const parts: Part[] = []
  const lines = file.text.split('\n').map((line) => line.replace(/\r$/, ''))
  let paragraph: number | undefined
  const close = (end: number): void => {
    if (paragraph !== undefined) parts.push(prose(file, lines, { from: paragraph, to: end }))
    paragraph = undefined
  }
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const special = blockAt(file, lines, index) ?? commentAt(file, lines, index)
    if (special === undefined) {
      if (line.trim() === '' || isNoProse(line)) close(index)
      else paragraph ??= index
      continue
    }
    close(index)
    parts.push(special.part)
    index = special.last
  }
  close(lines.length)
  return parts
}

interface Special {
  readonly part: Part
  /** Index of its last line. */
  readonly last: number
}

function blockAt(file: SourceFile, lines: readonly string[], index: number): Special | undefined {
  const [, indentation = '', fence = '', info = ''] = /^(\s*)(`{3,}|~{3,})\s*(.*)$/.exec(lines[index] ?? '') ?? []
  if (fence === '' || (fence.startsWith('`') && info.includes('`'))) return undefined
  const closing = new RegExp(`^\\s*\\${fence[0] ?? '`'}{${fence.length},}\\s*$`)
  let last = index + 1
  while (last < lines.length && !closing.test(lines[last] ?? '')) last += 1
  const [language = '', ...words] = info.trim().split(/\s+/)
  const inner = lines.slice(index + 1, last).map((line) => outdented(line, indentation.length))
  const { start } = range(file, index)
  const { end } = range(file, Math.min(last, lines.length - 1))
  return {
    part: {
      kind: 'block',
      language: language.toLowerCase(),
      words,
      lines: inner,
      line: index + 1,
      start,
      end,
    },
    last,
  }
}

function outdented(line: string, by: number): string {
  return line.slice(Math.min(by, line.length - line.trimStart().length))
}

function commentAt(file: SourceFile, lines: readonly string[], index: number): Special | undefined {
  const begin = /^\s*<!--\s*play\b:?/.exec(lines[index] ?? '')
  if (begin === null) return undefined
  const start = range(file, index).start + begin[0].length
  const found = file.text.indexOf('-->', start)
  const end = found === -1 ? file.text.length : found
  const text = file.text.slice(start, end)
  return { part: { kind: 'comment', text, start, end }, last: index + text.split('\n').length - 1 }
}

/** Headings, tables, quotations, pictures, other comments: nothing to be said aloud. */
function isNoProse(line: string): boolean {
  return /^\s*(?:#{1,6}\s|\||>|!\[|<|[-=]{3,}\s*$)/.test(line)
}

function prose(
  file: SourceFile,
  lines: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): Part {
  const text = lines
    .slice(from, to)
    .map((line) => line.trim())
    .join(' ')
  return { kind: 'prose', text: spoken(text), start: range(file, from).start, end: range(file, to - 1).end }
}

/** Characters of a paragraph that are said. */
const longest = 2000

/** Without the marks of Markdown. */
function spoken(text: string): string {
  return text
    .slice(0, longest)
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__)(.+?)\1/g, '$2')
    .replaceAll('`', '')
}

function range(file: SourceFile, line: number): { readonly start: number; readonly end: number } {
  const start = file.lineStarts[line] ?? file.text.length
  const next = file.lineStarts[line + 1]
  return { start, end: next === undefined ? file.text.length : next - 1 }
}
