import type { Timeline } from '../../plan/timeline.ts'
import type { World } from '../world/world.ts'
import { keepNotes, keptNotes } from './project-notes.ts'

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
  const kept = keptNotes({ kind: 'timelines', project, address }, world) as Timeline | undefined
  return kept?.version === 1 && Array.isArray(kept.spans) ? kept : undefined
}
