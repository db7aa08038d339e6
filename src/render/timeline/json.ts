import { advice, criticalPath } from '../../plan/critical-path.ts'
import type { Timeline } from '../../plan/timeline.ts'

/** A start-up with its critical path, for programs. Times are milliseconds. Version 1: keys are only added. */
export function timelineJson(timeline: Timeline): string {
  const links = criticalPath(timeline.spans)
  const path = links.map(({ span, queued, saving }) => ({ id: span.id, queued, saving }))
  return `${JSON.stringify({ ...timeline, criticalPath: path, advice: advice(links, timeline.outcome) }, null, 2)}\n`
}
