import { columnsOf, visible } from './display.ts'
import { lineColumn, type SourceFile } from './file.ts'
import { looksSecret, secretSpans, type Span } from './mask.ts'
import type { Origin } from './node.ts'

/** Which files may be shown, and how wide. */
export interface ExcerptOptions {
  /** Paths below it are shown relative. Default: paths are absolute. */
  readonly cwd?: string
  /** Lines are shown only of files below this folder, the project's; without it, below `cwd`. */
  readonly directory?: string
  /** Absolute paths of files that the user named and that are shown wherever they lie. */
  readonly given?: readonly string[]
  /** Where a path leads to, links followed: a link in the project shows nothing of what lies outside. */
  readonly realPath?: (path: string) => string
  /** Columns of the terminal; 100 where nobody knows. */
  readonly columns?: number
}

/** A line of a file with what is marked in it. */
export interface Excerpt {
  readonly line: number
  /** The line, secrets masked, control characters visible, cut around the mark. */
  readonly text: string
  /** Columns before the mark, and of the mark. */
  readonly before: number
  readonly marked: number
}

// A line beyond it is made by a program and says nothing to people.
const longest = 4000

/** The line of a place; undefined where it must not be shown or holds nothing. */
export function excerptOf(at: Origin, options: ExcerptOptions): Excerpt | undefined {
  if (!mayShow(at.file, options)) return undefined
  const { line, column } = lineColumn(at.file, at.start)
  const start = at.file.lineStarts[line - 1] ?? 0
  const source = lineText(at.file, line)
  if (source.trim() === '' || source.length > longest) return undefined
  const from = column - 1
  const to = Math.max(from + 1, Math.min(at.end - start, source.trimEnd().length))
  const secret = insideSecret(at.file, line)
    ? [{ start: source.length - source.trimStart().length, end: source.length }]
    : secretSpans(source)
  const width = Math.max(40, (options.columns ?? 100) - String(line).length - 6)
  return { line, ...shown(cut(cellsOf(source, secret, { start: from, end: to }), width)) }
}

function mayShow(file: SourceFile, { directory, cwd, given, realPath = (path) => path }: ExcerptOptions): boolean {
  if (file.path === '-' || given?.includes(file.path) === true) return true
  const folder = directory ?? cwd
  if (folder === undefined || file.path.split('/').includes('..')) return false
  const below = (path: string, top: string): boolean => path.startsWith(top.endsWith('/') ? top : `${top}/`)
  return below(file.path, folder) && below(realPath(file.path), realPath(folder))
}

function lineText(file: SourceFile, line: number): string {
  const start = file.lineStarts[line - 1] ?? 0
  const end = file.lineStarts[line] ?? file.text.length
  return file.text.slice(start, end).replace(/\r?\n$/, '')
}

/** Whether the line continues a value whose key stands further up and looks secret. */
function insideSecret(file: SourceFile, line: number): boolean {
  let indentation = indentOf(lineText(file, line))
  for (let above = line - 1; above >= 1 && indentation > 0; above -= 1) {
    const text = lineText(file, above)
    if (text.trim() === '' || indentOf(text) >= indentation) continue
    indentation = indentOf(text)
    const key = /^[\s-]*["']?([\w.-]+)["']?\s*:\s*(?:[|>][-+\d]*|["'].*)?\s*$/.exec(text)?.[1]
    if (key === undefined || !looksSecret(key)) continue
    // A key without a value on its line may be a service or a secret of that name, which holds settings.
    if (/[|>"']/.test(text.slice(text.indexOf(':')))) return true
  }
  return false
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length
}

/** What is never cut in two: a letter, the visible form of a control character, a mask. */
interface Cell {
  readonly text: string
  readonly columns: number
  readonly marked: boolean
}

function cellsOf(source: string, secret: readonly Span[], mark: Span): readonly Cell[] {
  const cells: Cell[] = []
  for (let i = 0; i < source.length;) {
    const hidden = secret.find((span) => span.start <= i && i < span.end)
    const next = hidden === undefined ? i + (source.codePointAt(i)! > 0xffff ? 2 : 1) : hidden.end
    const text = hidden === undefined ? visible(source.slice(i, next)) : '***'
    cells.push({ text, columns: columnsOf(text), marked: i < mark.end && next > mark.start })
    i = next
  }
  return cells
}

/** At most `width` columns, the mark's first letter among them. */
function cut(cells: readonly Cell[], width: number): readonly Cell[] {
  if (sum(cells) <= width) return cells
  const first = cells.findIndex(({ marked }) => marked)
  const mark = first === -1 ? cells.length : first
  let left = 0
  // Some of what stands before the mark tells where one is.
  if (sum(cells.slice(0, mark)) > width - 20)
    for (left = mark; left > 0 && sum(cells.slice(left, mark)) < 20;) left -= 1
  let right = left
  for (let used = left > 0 ? 2 : 1; right < cells.length; right += 1) {
    used += cells[right]?.columns ?? 0
    if (used > width) break
  }
  return [...(left > 0 ? [dots] : []), ...cells.slice(left, right), ...(right < cells.length ? [dots] : [])]
}

const dots: Cell = { text: '…', columns: 1, marked: false }

function sum(cells: readonly Cell[]): number {
  return cells.reduce((columns, cell) => columns + cell.columns, 0)
}

function shown(cells: readonly Cell[]): Omit<Excerpt, 'line'> {
  const first = cells.findIndex(({ marked }) => marked)
  const before = first === -1 ? cells : cells.slice(0, first)
  return {
    text: cells.map(({ text }) => text).join(''),
    before: sum(before),
    marked: Math.max(1, sum(cells.filter(({ marked }) => marked))),
  }
}
