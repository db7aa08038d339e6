import { columnsOf } from '../../source/display.ts'
import type { Reel } from './reel.ts'

/** How a piece of text looks. */
export interface Style {
  readonly color?: string
  readonly background?: string
  readonly bold?: true
  readonly dim?: true
  readonly italic?: true
  readonly underline?: true
}

/** Text of one style that appears at one moment. */
export interface Piece {
  readonly at: number
  readonly column: number
  readonly text: string
  readonly style: Style
}

/** One row of the screen, and of what has scrolled away. */
export interface Row {
  readonly at: number
  readonly pieces: readonly Piece[]
}

interface Pen {
  readonly rows: { at: number; pieces: Piece[] }[]
  column: number
  style: Style
}

/** What a terminal shows of a recording: rows that are written from left to right, each broken where the screen ends. */
export function rowsOf({ moments, columns }: Reel): readonly Row[] {
  const pen: Pen = { rows: [{ at: 0, pieces: [] }], column: 0, style: {} }
  for (const { at, text } of moments) {
    // oxlint-disable-next-line no-control-regex
    for (const part of text.split(/(\x1b\[[\d;:]*m|\r\n|\t)/)) {
      if (part === '\r\n') newRow(pen, at)
      else if (part === '\t') write(pen, { at, text: ' '.repeat(8 - (pen.column % 8)), columns })
      else if (part.startsWith('\x1b[')) pen.style = restyled(pen.style, part.slice(2, -1))
      else if (part !== '') write(pen, { at, text: part, columns })
    }
  }
  return pen.rows
}

function newRow(pen: Pen, at: number): void {
  pen.rows.push({ at, pieces: [] })
  pen.column = 0
}

function write(
  pen: Pen,
  { at, text, columns }: { readonly at: number; readonly text: string; readonly columns: number },
): void {
  let piece = ''
  let start = pen.column
  const flush = (): void => {
    if (piece !== '') pen.rows.at(-1)?.pieces.push({ at, column: start, text: piece, style: pen.style })
    piece = ''
    start = pen.column
  }
  for (const letter of text) {
    const width = columnsOf(letter)
    if (pen.column + width > columns) {
      flush()
      newRow(pen, at)
      start = 0
    }
    piece += letter
    pen.column += width
  }
  flush()
}

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const

const palette: Readonly<Record<(typeof names)[number], readonly [string, string]>> = {
  black: ['#3b4252', '#6b7489'],
  red: ['#e06c75', '#f28b93'],
  green: ['#8ec07c', '#a9d998'],
  yellow: ['#e5c07b', '#f3d79d'],
  blue: ['#61afef', '#8cc6f5'],
  magenta: ['#c678dd', '#d99ceb'],
  cyan: ['#56b6c2', '#7fd0da'],
  white: ['#d8dee9', '#ffffff'],
}

/** Select Graphic Rendition (ECMA-48, 8.3.117), with the colours that terminals have added. */
function restyled(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number)
  let result = style
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0
    if (code !== 38 && code !== 48) {
      result = withCode(result, code)
      continue
    }
    const [color, used] = extended(codes.slice(i + 1))
    i += used
    if (color !== undefined) result = { ...result, [code === 38 ? 'color' : 'background']: color }
  }
  return result
}

function withCode(style: Style, code: number): Style {
  const { color: _color, ...uncoloured } = style
  const { background: _background, ...open } = style
  const { bold: _bold, dim: _dim, ...even } = style
  const { italic: _italic, ...upright } = style
  const { underline: _underline, ...bare } = style
  if (code === 0) return {}
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 3) return { ...style, italic: true }
  if (code === 4) return { ...style, underline: true }
  if (code === 22) return even
  if (code === 23) return upright
  if (code === 24) return bare
  if (code === 39) return uncoloured
  if (code === 49) return open
  if (code >= 30 && code <= 37) return { ...style, color: basic(code - 30, 0) }
  if (code >= 90 && code <= 97) return { ...style, color: basic(code - 90, 1) }
  if (code >= 40 && code <= 47) return { ...style, background: basic(code - 40, 0) }
  if (code >= 100 && code <= 107) return { ...style, background: basic(code - 100, 1) }
  return style
}

function basic(index: number, bright: 0 | 1): string {
  return palette[names[index] ?? 'white'][bright]
}

/** `5;N` or `2;R;G;B`: the colour, and how many numbers it took. */
function extended([kind, ...rest]: readonly number[]): readonly [string | undefined, number] {
  const [first = 0, second = 0, third = 0] = rest
  if (kind === 2) return [`#${[first, second, third].map(hex).join('')}`, 4]
  if (kind !== 5) return [undefined, 0]
  if (first < 16) return [basic(first % 8, first < 8 ? 0 : 1), 2]
  if (first >= 232) return [`#${hex(8 + (first - 232) * 10).repeat(3)}`, 2]
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40)
  const cube = first - 16
  return [`#${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((n) => hex(level(n))).join('')}`, 2]
}

function hex(value: number): string {
  return Math.min(255, Math.max(0, Math.trunc(value)))
    .toString(16)
    .padStart(2, '0')
}
