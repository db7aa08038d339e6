import type { Span, Timeline } from '../../plan/timeline.ts'
import type { World } from '../world/world.ts'
import { areTexts, keepNotes, keptNotes, type Loose } from './project-notes.ts'

/** Keeps the last start-up of a project with an engine, for the user alone. Where nothing can be kept nothing is. */
export function keepTimeline(timeline: Timeline, address: string, world: Pick<World, 'env' | 'home'>): void {
  keepNotes({ kind: 'timelines', project: timeline.project, address }, timeline, world)
}

/** The last start-up that was kept; undefined where there is none that can be read. */
export function keptTimeline(
  project: string,
  address: string,
  world: Pick<World, 'env' | 'home'>,
): Timeline | undefined {
  const kept = keptNotes({ kind: 'timelines', project, address }, world)
  return isTimeline(kept) ? kept : undefined
}

function isTimeline(value: unknown): value is Timeline {
  const { version, began, total, left, outcome, spans, reasons = [] } = (value ?? {}) as Loose<Timeline>
  return (
    version === 1 &&
    !Number.isNaN(Date.parse(String(began))) &&
    [total, left].every((number) => typeof number === 'number') &&
    areTexts([outcome]) &&
    areTexts(reasons) &&
    Array.isArray(spans) &&
    spans.every(isSpan)
  )
}

function isSpan(value: unknown): value is Span {
  const { id, kind, text, because, after, started, ended, outcome } = (value ?? {}) as Loose<Span>
  return (
    [id, started, ended].every((number) => typeof number === 'number') &&
    areTexts([kind, text, because, outcome]) &&
    Array.isArray(after)
  )
}
