import type { Engine } from '../../engine/port.ts'
import type { Emit } from '../../events.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { bringInto } from './bring-into.ts'
import { copiesOf } from './copies.ts'
import type { SyncFile } from './rule.ts'

export interface SyncerOptions {
  readonly engine: Engine
  readonly emit: Emit
  readonly signal: AbortSignal
  readonly containersOf: (service: string) => Promise<readonly ObservedContainer[]>
}

/** Copies files into the containers of services. */
export interface Syncer {
  /** All containers of the service, side by side. Rejects where one of them fails, after all have ended. */
  readonly sync: (service: string, files: Iterable<SyncFile>) => Promise<void>
}

/** Remembers what it could not remove from containers that did not run, and what it has refused already. */
export function createSyncer({ engine, emit, signal, containersOf }: SyncerOptions): Syncer {
  const owed = new Map<string, ReadonlySet<string>>()
  const refused = new Set<string>()
  return {
    sync: async (service, files) => {
      const copies = copiesOf(files)
      for (const { path, because } of copies.refused) {
        if (!refused.has(path)) emit({ type: 'warning', message: `${path} is not copied: ${because}` })
        refused.add(path)
      }
      const bring = async (container: ObservedContainer): Promise<void> => {
        const back = new Set(copies.put.map(({ target }) => target))
        const debts = [...(owed.get(container.id) ?? [])].filter((place) => !back.has(place))
        const remove = [...new Set([...debts, ...copies.remove])]
        const left = await bringInto(container, { put: copies.put, remove }, { engine, signal })
        owed.set(container.id, new Set(left))
      }
      const ends = await Promise.allSettled((await containersOf(service)).map(bring))
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    },
  }
}
