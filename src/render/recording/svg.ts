import { columnsOf } from '../../source/display.ts'
import { markupText } from '../markup.ts'
import type { Reel } from './reel.ts'
import { type Piece, type Row, rowsOf, type Style } from './rows.ts'

/** Pixels. */
const cell = { width: 8.45, height: 18, font: 14 } as const
const padding = 16
const bar = 28

/**
 * The recording as a picture that moves: CSS animations and nothing else, so that it plays where scripts do not run, as in
 * a page of a code forge. It plays once and stays at its end; who wants less motion sees the end at once.
 */
export function svgOf(reel: Reel): string {
  const rows = rowsOf(reel)
  const width = Math.ceil(reel.columns * cell.width + 2 * padding)
  const height = reel.rows * cell.height + 2 * padding + bar
  const title = markupText(reel.title ?? 'A recorded session')
  const styles = styleSheet(rows)
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<style>${css(reel, rows, styles)}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1e222a"/>`,
    ...['#e06c75', '#e5c07b', '#8ec07c'].map((fill, i) => `<circle cx="${18 + i * 18}" cy="16" r="5" fill="${fill}"/>`),
    `<svg x="${padding}" y="${bar + padding / 2}" width="${width - 2 * padding}" height="${reel.rows * cell.height + 4}">`,
    `<g class="s">`,
    ...rows.flatMap((row, index) => rowOf(row, index, styles)),
    '</g>',
    '</svg>',
    '</svg>',
    '',
  ]
  return lines.join('\n')
}

/** A class for each style that is used. */
function styleSheet(rows: readonly Row[]): ReadonlyMap<string, string> {
  const all = new Set(rows.flatMap(({ pieces }) => pieces.map(({ style }) => JSON.stringify(style))))
  return new Map([...all].map((style, index) => [style, `c${index}`]))
}

function css({ length, rows: visible }: Reel, rows: readonly Row[], styles: ReadonlyMap<string, string>): string {
  const classes = [...styles].map(([style, name]) => `.${name}{${declarations(JSON.parse(style) as Style)}}`)
  return [
    `text{font:${cell.font}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d8dee9;white-space:pre}`,
    '.p{opacity:0;animation:a 1ms linear forwards}',
    '@keyframes a{to{opacity:1}}',
    scrolling(rows, { visible, length }),
    '@media (prefers-reduced-motion:reduce){.p,.s{animation-duration:1ms!important;animation-delay:0s!important}}',
    ...classes,
  ].join('\n')
}

/** Rows beyond the screen push those above away, each at its moment. */
function scrolling(
  rows: readonly Row[],
  { visible, length }: { readonly visible: number; readonly length: number },
): string {
  // The cursor's row after the last line is empty and needs no room.
  const used = rows.at(-1)?.pieces.length === 0 ? rows.slice(0, -1) : rows
  const beyond = used.slice(visible)
  if (beyond.length === 0) return ''
  const steps = new Map<string, number>()
  for (const [index, { at }] of beyond.entries()) steps.set(percent(at / length), (index + 1) * cell.height)
  const frames = [...steps].map(([when, up]) => `${when}%{transform:translateY(${-up}px)}`)
  const end = beyond.length * cell.height
  return `.s{animation:s ${length}s step-end forwards}@keyframes s{0%{transform:none}${frames.join('')}100%{transform:translateY(${-end}px)}}`
}

function percent(part: number): string {
  return String(Math.round(part * 1_000_000) / 10_000)
}

function declarations({ color, background: _, bold, dim, italic, underline }: Style): string {
  return [
    ...(color === undefined ? [] : [`fill:${color}`]),
    ...(bold ? ['font-weight:bold'] : []),
    ...(dim ? ['fill-opacity:.6'] : []),
    ...(italic ? ['font-style:italic'] : []),
    ...(underline ? ['text-decoration:underline'] : []),
  ].join(';')
}

function rowOf({ pieces }: Row, index: number, styles: ReadonlyMap<string, string>): readonly string[] {
  if (pieces.length === 0) return []
  const y = (index + 1) * cell.height - 4
  const behind = pieces.flatMap((piece) => backgroundOf(piece, index))
  const spans = pieces.map((piece) => spanOf(piece, styles))
  return [...behind, `<text y="${y}">${spans.join('')}</text>`]
}

function spanOf({ at, column, text, style }: Piece, styles: ReadonlyMap<string, string>): string {
  const name = styles.get(JSON.stringify(style)) ?? ''
  return `<tspan class="p ${name}" x="${position(column)}" style="animation-delay:${at}s">${markupText(text)}</tspan>`
}

function backgroundOf({ at, column, text, style }: Piece, index: number): readonly string[] {
  if (style.background === undefined) return []
  const place = `x="${position(column)}" y="${index * cell.height}"`
  const size = `width="${position(columnsOf(text))}" height="${cell.height}"`
  return [`<rect class="p" ${place} ${size} fill="${style.background}" style="animation-delay:${at}s"/>`]
}

function position(column: number): number {
  return Math.round(column * cell.width * 10) / 10
}
