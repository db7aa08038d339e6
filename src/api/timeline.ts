import type { Timeline } from '../plan/timeline.ts'
import { keptTimeline } from './execution/kept-timeline.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export type { Timeline } from '../plan/timeline.ts'

/**
 * The last start-up of a project with this engine, as this user's `up` has kept it. Sends nothing to the engine. Rejects with an
 * Error where none is kept.
 */
export async function timeline(options: ProjectOptions, world: World): Promise<Timeline> {
  const { name } = await projectOrName({ ...options, services: [] }, world)
  const { address } = await world.engine()
  const kept = keptTimeline(name, address, world)
  if (kept !== undefined) return kept
  throw Object.assign(new Error(`no start-up of project ${name} is known for the engine at ${address}`), {
    fix: 'run `muster up`: each one that does something is remembered',
  })
}
