import type { Line, Part } from './part.ts'
import { paint, type Tone } from './style.ts'
import { sumOf } from './transferred.ts'
import type { View } from './view.ts'

/** Where a frame is painted; `now` is in milliseconds. */
export interface Canvas {
  readonly columns: number
  readonly rows: number
  readonly color: boolean
  readonly now: number
}

/**
 * The live region of a terminal as lines of text: a header in docker compose's words, then one line for each thing. Times
 * of what is under way count in seconds, so that the picture changes only when there is news.
 */
export function frame(view: View, canvas: Canvas): readonly string[] {
  const lines = [...view.lines.values()]
  if (lines.length === 0) return []
  const finished = lines.filter(({ state }) => state !== 'working').length
  if (canvas.columns < narrowest) return [cut(`${finished}/${lines.length}`, canvas.columns - 1)]
  const header = `[+] Running ${finished}/${lines.length}`
  const shown = fitting(lines, canvas.rows - 3)
  const width = Math.min(Math.max(...shown.map(({ id }) => id.length)), canvas.columns - besideName)
  const folded = lines.length - shown.length
  return [
    canvas.color && finished === lines.length ? paint(header, 'count') : header,
    ...shown
      .flatMap((line) => [row(line, width, canvas), ...(shown.length < 10 ? bars(line, canvas) : [])])
      .slice(0, Math.max(1, canvas.rows - 3)),
    ...(folded > 0 ? [` … ${folded} more`] : []),
  ]
}

/** Columns that a mark, a word and a time need beside a name. */
const besideName = 16

/** With fewer columns no names can be shown. */
const narrowest = 24

/** When not everything fits: what is under way and what went wrong first. */
function fitting(lines: readonly Line[], room: number): readonly Line[] {
  if (lines.length <= room) return lines
  const wanted = new Set(
    [...lines.filter(({ state }) => state !== 'done'), ...lines.filter(({ state }) => state === 'done')].slice(
      0,
      Math.max(1, room),
    ),
  )
  return lines.filter((line) => wanted.has(line))
}

const marks: Readonly<Record<Line['state'], readonly [string, Tone]>> = {
  working: ['•', 'working'],
  done: ['✔', 'done'],
  warning: ['!', 'warning'],
  error: ['✘', 'error'],
}

function row(line: Line, width: number, canvas: Canvas): string {
  const [mark, tone] = marks[line.state]
  const tint = (text: string, as: Tone): string => (canvas.color && text !== '' ? paint(text, as) : text)
  const time = elapsed(line, canvas.now)
  const room = canvas.columns - width - time.length - 7
  const status = cut(line.status, room)
  const more = line.detail ?? amount(line)
  const detail = more === undefined ? '' : cut(more, room - status.length - 1)
  const gap = ' '.repeat(Math.max(1, room - status.length - (detail === '' ? 0 : detail.length + 1) + 1))
  const text = `${tint(status, tone)}${detail === '' ? '' : ` ${tint(detail, 'dim')}`}`
  // The end of a name tells more than its beginning, which is the project.
  const name = line.id.length > width ? `…${line.id.slice(1 - width)}` : line.id.padEnd(width)
  return ` ${tint(mark, tone)} ${name}  ${text}${gap}${tint(time, 'count')}`
}

/** The bytes of all layers together. */
function amount({ state, parts }: Line): string | undefined {
  const sum = state === 'working' ? sumOf(parts.values()) : undefined
  return sum && `${size(sum.moved)}/${size(sum.size)}`
}

function elapsed({ state, startedAt, endedAt }: Line, now: number): string {
  if (startedAt === 0) return ''
  if (state === 'working' || endedAt === undefined) {
    const seconds = Math.floor((now - startedAt) / 1000)
    return seconds < 1 ? '' : `${seconds}s`
  }
  // A clock may be set back meanwhile.
  return `${(Math.max(0, endedAt - startedAt) / 1000).toFixed(1)}s`
}

function bars({ state, parts }: Line, canvas: Canvas): readonly string[] {
  if (state !== 'working') return []
  return [...parts]
    .slice(-8)
    .map(([id, part]) => cut(`     ${id.padEnd(12)} ${part.detail}${bar(part)}`, canvas.columns - 1))
}

function bar({ current = 0, total = 0 }: Part): string {
  if (total <= 0) return ''
  const filled = Math.min(20, Math.round((current / total) * 20))
  return ` [${'='.repeat(filled)}${' '.repeat(20 - filled)}] ${size(current)}/${size(total)}`
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes}B`
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)}kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)}MB` : `${(bytes / 1e9).toFixed(2)}GB`
}

function cut(text: string, room: number): string {
  if (text.length <= room) return text
  return room < 2 ? '' : `${text.slice(0, room - 1)}…`
}
