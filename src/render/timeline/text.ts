import { advice, criticalPath } from '../../plan/critical-path.ts'
import type { Span, Timeline } from '../../plan/timeline.ts'
import { momentText } from '../moment.ts'
import { plainText } from '../visible.ts'
import { seconds } from './seconds.ts'

/** Narrower than this, bars say little; names are cut for them, and stand whole below. */
const leastBar = 30

const leastName = 24

/**
 * A start-up as lines for people, at most `width` columns where names allow it: a bar for each step (`█` on the critical path,
 * `▒` beside it), then the critical path, and what would have made it faster. Ends with a line break.
 */
export function timelineText(timeline: Timeline, width: number): string {
  const { project, total, spans, left, reasons = [] } = timeline
  if (spans.length === 0) return `${plainText(project)}: nothing had to be done\n`
  const links = criticalPath(spans)
  const critical = new Set(links.map(({ span }) => span.id))
  const rows = spans.toSorted((a, b) => a.started - b.started || a.id - b.id)
  const room = Math.max(leastName, width - leastBar - besides)
  const names = rows.map((span) => cut(plainText(span.text), room))
  const nameWidth = Math.max(...names.map((name) => name.length))
  const bar = Math.max(leastBar, Math.min(60, width - nameWidth - besides))
  const lines = rows.map((span, i) => {
    const drawn = barOf(span, { total, bar, filled: critical.has(span.id) ? '█' : '▒' })
    const failed = span.outcome === 'done' ? '' : `  ${span.outcome}`
    return `  ${(names[i] ?? '').padEnd(nameWidth)}  ${drawn}  ${seconds(span.ended - span.started).padStart(6)}${failed}`
  })
  const axis = `  ${''.padEnd(nameWidth)}  ${'0'.padEnd(bar - seconds(total).length)}${seconds(total)}`
  const steps = links.map(
    ({ span, queued }) =>
      `  ${seconds(span.ended - span.started).padStart(6)}  ${plainText(span.text)}${waited(span, queued)}`,
  )
  const remedies = advice(links, timeline.outcome).map(
    ({ saving, text }) => `  ${seconds(saving).padStart(6)}  ${plainText(text)}`,
  )
  return [
    head(timeline),
    '',
    axis.trimEnd(),
    ...lines,
    ...(left === 0 ? [] : [`  and ${left} more steps`]),
    '',
    'What it took, one after the other:',
    ...steps,
    ...(reasons.length === 0 ? [] : ['', 'Why it failed:', ...reasons.map((reason) => `  ${plainText(reason)}`)]),
    ...(remedies.length === 0 ? [] : ['', 'What would make it faster, and by how much:', ...remedies]),
    '',
  ].join('\n')
}

/** Columns of a line that are neither name nor bar. */
const besides = 14

function cut(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}…` : text
}

function head({ project, total, began, outcome }: Timeline): string {
  const how = { up: 'was up after', failed: 'failed after', interrupted: 'was interrupted after' }[outcome]
  return `${plainText(project)} ${how} ${seconds(total)} (${momentText(began)})`
}

/** Less is no queue. */
const queueing = 50

function waited({ because, after }: Span, queued: number): string {
  const reason = because === '--wait' ? '' : `  ${plainText(because)}`
  if (queued < queueing) return reason
  return `${reason}, after ${seconds(queued)} ${after.length === 0 ? 'of preparation' : 'in a queue'}`
}

function barOf(
  { started, ended }: Span,
  { total, bar, filled }: { readonly total: number; readonly bar: number; readonly filled: string },
): string {
  const scale = bar / Math.max(1, total)
  const from = Math.min(bar - 1, Math.floor(started * scale))
  const length = Math.max(1, Math.min(bar - from, Math.round((ended - started) * scale)))
  return `${' '.repeat(from)}${filled.repeat(length)}`.padEnd(bar)
}
