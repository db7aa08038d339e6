import type { SourceFile } from './file.ts'
import type { Entry, Mapping, Node, Scalar } from './node.ts'
import { resolvePlain } from './yaml-scalar.ts'

/**
 * Reads what most compose files are made of (mappings and lists by indentation, values and brackets of one line, comments)
 * some ten times faster than the parser of all of YAML, into the very nodes that it makes. Undefined for any text that it
 * does not know for certain, which includes every text with a mistake: `parseYaml` is for these.
 */
export function readPlainYaml(file: SourceFile): Mapping | undefined {
  if (file.text.length > mostCharacters || unusual.test(file.text)) return undefined
  const cursor: Cursor = { file, ...contentLines(file), line: 0, depth: 0, values: 0 }
  try {
    const root = block(cursor, 0)
    return cursor.line === cursor.from.length && root.kind === 'map' ? root : undefined
  } catch (error) {
    if (error === unknown) return undefined
    throw error
  }
}

/** Beyond these the limits have to be counted exactly. */
const [mostCharacters, mostValues, mostLevels] = [4_000_000, 400_000, 50]

/** Controls, tabs and carriage returns, line separators, marks of the byte order, and broken bytes. */
// eslint-disable-next-line no-control-regex
const unusual = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff]/

/** Thrown where the text is not known for certain; never leaves this module. */
const unknown = new Error('not plain')

interface Cursor {
  readonly file: SourceFile
  /** Of each line with content: where it begins, where it ends, and its column. */
  readonly from: number[]
  readonly to: number[]
  readonly column: number[]
  line: number
  depth: number
  values: number
}

function contentLines({ text, lineStarts }: SourceFile): Pick<Cursor, 'from' | 'to' | 'column'> {
  const [from, to, column]: [number[], number[], number[]] = [[], [], []]
  for (const [index, start] of lineStarts.entries()) {
    const end = (lineStarts[index + 1] ?? text.length + 1) - 1
    let at = start
    while (at < end && text[at] === ' ') at += 1
    if (at === end || text[at] === '#') continue
    from.push(at)
    to.push(end)
    column.push(at - start)
  }
  return { from, to, column }
}

function block(cursor: Cursor, column: number): Node {
  if (cursor.column[cursor.line] !== column) throw unknown
  cursor.depth += 1
  if (cursor.depth > mostLevels) throw unknown
  const node = isItem(cursor) ? list(cursor, column) : mapping(cursor, column)
  cursor.depth -= 1
  return node
}

function isItem({ file, from, line }: Cursor): boolean {
  const at = from[line] ?? 0
  return file.text[at] === '-' && file.text[at + 1] === ' '
}

/** Names that nobody can take for anything but a text. */
const name = /[A-Za-z_./][\w./$-]*/y

function mapping(cursor: Cursor, column: number): Mapping {
  const { file, from, to } = cursor
  const entries = new Map<string, Entry>()
  const start = from[cursor.line] ?? 0
  let end = start
  while (cursor.column[cursor.line] === column) {
    const keyStart = from[cursor.line] ?? 0
    const key = keyAt(cursor, keyStart, to[cursor.line] ?? 0)
    if (key === undefined || entries.has(key)) throw unknown
    const keyEnd = keyStart + key.length
    const node = value(cursor, keyEnd + 1, column)
    entries.set(key, { keyAt: { file, start: keyStart, end: keyEnd }, node })
    end = node.at.end
  }
  if ((cursor.column[cursor.line] ?? 0) > column) throw unknown
  return { kind: 'map', entries, at: { file, start, end } }
}

/** The key at a place, if a colon stands behind it. */
function keyAt(cursor: Cursor, start: number, end: number): string | undefined {
  const { text } = cursor.file
  name.lastIndex = start
  const key = name.exec(text)?.[0]
  if (key === undefined || key.length > 1000) return undefined
  const colon = start + key.length
  if (text[colon] !== ':' || (colon + 1 < end && text[colon + 1] !== ' ')) return undefined
  if (colon >= end || resolvePlain(key).type !== 'string') return undefined
  counted(cursor)
  return key
}

function counted(cursor: Cursor): void {
  cursor.values += 1
  if (cursor.values > mostValues) throw unknown
}

/** What stands behind the colon of a key, on its line or on those below. */
function value(cursor: Cursor, after: number, column: number): Node {
  const { file, to } = cursor
  const end = to[cursor.line] ?? 0
  const at = afterBlanks(file.text, after, end)
  if (at < end && file.text[at] !== '#') return inline(cursor, { at, end, column })
  cursor.line += 1
  const below = cursor.column[cursor.line] ?? -1
  if (below > column || (below === column && isItem(cursor))) return block(cursor, below)
  return { kind: 'scalar', type: 'null', value: null, at: { file, start: at, end: at } }
}

function afterBlanks(text: string, from: number, end: number): number {
  let at = from
  while (at < end && text[at] === ' ') at += 1
  return at
}

function list(cursor: Cursor, column: number): Node {
  const { file, from, to } = cursor
  const items: Node[] = []
  const start = from[cursor.line] ?? 0
  while (cursor.column[cursor.line] === column && isItem(cursor)) {
    const end = to[cursor.line] ?? 0
    const dash = from[cursor.line] ?? 0
    const at = afterBlanks(file.text, dash + 1, end)
    items.push(item(cursor, { at, end, column: column + at - dash }, column))
  }
  if ((cursor.column[cursor.line] ?? 0) > column) throw unknown
  return { kind: 'seq', items, at: { file, start, end: items.at(-1)?.at.end ?? start } }
}

interface Rest {
  readonly at: number
  readonly end: number
  readonly column: number
}

/** A mapping may begin behind the dash; its further keys stand below the first. */
function item(cursor: Cursor, rest: Rest, column: number): Node {
  const { at, end } = rest
  if (at === end) throw unknown
  const counts = cursor.values
  const key = keyAt(cursor, at, end)
  cursor.values = counts
  if (key === undefined) return inline(cursor, { ...rest, column })
  cursor.from[cursor.line] = at
  cursor.column[cursor.line] = rest.column
  return block(cursor, rest.column)
}

/** A value that ends on its line. Lines below that are indented more would be a part of it. */
function inline(cursor: Cursor, { at, end, column }: Rest): Node {
  const { text } = cursor.file
  const node = text[at] === '[' || text[at] === '{' ? bracket(cursor, at, end) : scalar(cursor, at, end)
  const behind = afterBlanks(text, node.at.end, end)
  if (behind < end && (text[behind] !== '#' || behind === node.at.end)) throw unknown
  cursor.line += 1
  if ((cursor.column[cursor.line] ?? -1) > column) throw unknown
  return node
}

/** First letters of plain values that mean nothing else in any place. */
const plainStart = /[A-Za-z0-9_./$~+^(=<\\\u00a0-\ufffc]|-[A-Za-z0-9_./-]/y
/** Where a plain value ends: at a comment, or, what is left to the parser, before a second colon. */
const plainEnd = / +#|: |:$| +$/m

function scalar(cursor: Cursor, at: number, end: number): Scalar {
  const { file } = cursor
  const quote = file.text[at]
  if (quote === '"' || quote === "'") return quoted(cursor, at, end)
  requirePlainStart(file.text, at)
  const rest = file.text.slice(at, end)
  const stop = plainEnd.exec(rest)
  if (stop?.[0].startsWith(':')) throw unknown
  return plain(cursor, at, at + (stop?.index ?? rest.length))
}

function requirePlainStart(text: string, at: number): void {
  plainStart.lastIndex = at
  if (!plainStart.test(text)) throw unknown
}

function plain(cursor: Cursor, start: number, end: number): Scalar {
  counted(cursor)
  const { type, value: found } = resolvePlain(cursor.file.text.slice(start, end))
  return { kind: 'scalar', type, value: found, at: { file: cursor.file, start, end } }
}

function quoted(cursor: Cursor, start: number, end: number): Scalar {
  const { file } = cursor
  const quote = file.text[start] ?? ''
  const close = file.text.indexOf(quote, start + 1)
  if (close === -1 || close >= end) throw unknown
  const inner = file.text.slice(start + 1, close)
  if (quote === "'" ? file.text[close + 1] === "'" : inner.includes('\\')) throw unknown
  counted(cursor)
  return { kind: 'scalar', type: 'string', value: inner, at: { file, start, end: close + 1 } }
}

/** `[a, b]` or `{a: b}`, on one line. */
function bracket(cursor: Cursor, start: number, end: number): Node {
  cursor.depth += 1
  if (cursor.depth > mostLevels) throw unknown
  const node = cursor.file.text[start] === '[' ? flowList(cursor, start, end) : flowMapping(cursor, start, end)
  cursor.depth -= 1
  return node
}

function flowList(cursor: Cursor, start: number, end: number): Node {
  const { file } = cursor
  const items: Node[] = []
  let at = afterBlanks(file.text, start + 1, end)
  while (file.text[at] !== ']' || items.length > 0) {
    const node = flowValue(cursor, at, end)
    items.push(node)
    at = afterBlanks(file.text, node.at.end, end)
    if (file.text[at] === ']') break
    at = afterComma(file.text, at, end)
  }
  return { kind: 'seq', items, at: { file, start, end: at + 1 } }
}

function flowMapping(cursor: Cursor, start: number, end: number): Node {
  const { file } = cursor
  const entries = new Map<string, Entry>()
  let at = afterBlanks(file.text, start + 1, end)
  while (file.text[at] !== '}' || entries.size > 0) {
    const key = keyAt(cursor, at, end)
    if (key === undefined || entries.has(key)) throw unknown
    const keyEnd = at + key.length
    const node = flowValue(cursor, afterBlanks(file.text, keyEnd + 1, end), end)
    entries.set(key, { keyAt: { file, start: at, end: keyEnd }, node })
    at = afterBlanks(file.text, node.at.end, end)
    if (file.text[at] === '}') break
    at = afterComma(file.text, at, end)
  }
  return { kind: 'map', entries, at: { file, start, end: at + 1 } }
}

function afterComma(text: string, at: number, end: number): number {
  if (at >= end || text[at] !== ',') throw unknown
  return afterBlanks(text, at + 1, end)
}

const flowEnd = /[,[\]{}]|: | #/g

function flowValue(cursor: Cursor, at: number, end: number): Node {
  const { text } = cursor.file
  if (at >= end) throw unknown
  if (text[at] === '[' || text[at] === '{') return bracket(cursor, at, end)
  if (text[at] === '"' || text[at] === "'") return quoted(cursor, at, end)
  requirePlainStart(text, at)
  flowEnd.lastIndex = at
  const stop = flowEnd.exec(text)
  if (stop === null || stop.index >= end || !/[,\]}]/.test(stop[0]) || text[stop.index - 1] === ':') throw unknown
  let last = stop.index
  while (text[last - 1] === ' ') last -= 1
  return plain(cursor, at, last)
}
