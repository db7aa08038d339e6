import type { Line } from './part.ts'

/** A line of `--progress json` with the keys and key order of docker compose 2.40.3 (COMPOSE.md: output). */
export function jsonLine(line: Line, rehearsal = false): string {
  const { id, status, column, state, detail = '' } = line
  const mark = markOf(rehearsal)
  if (column === 'both') return entry({ ...mark, id, text: detail, status })
  if (column === 'status') return entry({ ...mark, id, status })
  return state === 'error' ? entry({ ...mark, id, text: 'Error', status }) : entry({ ...mark, id, text: status })
}

/** A layer or stage of an image. */
export function jsonPart(line: Line, part: string, rehearsal = false): string {
  const { detail = '', current = 0, total = 0 } = line.parts.get(part) ?? {}
  const percent = total > 0 ? Math.floor((current * 100) / total) : 0
  return entry({ ...markOf(rehearsal), id: part, parent_id: line.id, text: detail, current, total, percent })
}

/** What does not happen is marked. */
function markOf(rehearsal: boolean): Readonly<Record<string, true>> {
  return rehearsal ? { 'dry-run': true } : {}
}

/** How a failing command ends. */
export function jsonError(message: string): string {
  return `${JSON.stringify({ error: true, message })}\n`
}

/** Go's `omitempty`: zero values are left out. */
function entry(fields: Readonly<Record<string, string | number | true>>): string {
  return `${JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== 0)))}\n`
}
