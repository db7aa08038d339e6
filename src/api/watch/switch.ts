import type { Project } from '../../model/project.ts'
import type { World } from '../world/world.ts'
import { hasOldDevelop } from './old-develop.ts'
import type { WatchSession } from './session.ts'

/** The watching of files beside an `up` in the foreground, which can be turned on and off. */
export interface WatchSwitch {
  readonly isOn: () => boolean
  /** Resolves when it is on, or off. Rejects as `startWatching`. */
  readonly toggle: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** A switch that is off, unless there is a first session. `changed` is told before it goes on, and after it went off. */
export function createWatchSwitch(
  project: Project,
  world: World,
  { changed, first }: { readonly changed: (state: 'on' | 'off') => void; readonly first?: WatchSession },
): WatchSwitch {
  let session = first
  const stop = async (): Promise<void> => {
    const ending = session
    session = undefined
    await ending?.stop()
    changed('off')
  }
  return {
    isOn: () => session !== undefined,
    toggle: async () => {
      if (session !== undefined) return await stop()
      changed('on')
      try {
        const { startWatching } = await import('./session.ts')
        session = await startWatching(project, { replacedImages: 'remove' }, world)
      } catch (error) {
        changed('off')
        throw error
      }
    },
    stop,
  }
}

/** Whether any service says what to do when its files change. */
export function isWatchable(project: Project): boolean {
  return [...project.services.values()].some(
    (service) => (service.develop?.watch ?? []).length > 0 || hasOldDevelop(project, service),
  )
}
