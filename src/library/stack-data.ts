import { underLeaseOf } from '../api/lease/under-lease.ts'
import type { Snapshot } from '../api/snapshot.ts'
import type { World } from '../api/world/world.ts'
import { byFiles, type LiveProject, refresh } from './live-project.ts'

/** How a snapshot is made. */
export interface SnapshotOptions {
  /** What becomes of a snapshot that has the name; absent: it is an error. */
  readonly existing?: 'replace'
  /** What is done to containers that write to the volumes while they are copied; default `stop`. */
  readonly writers?: 'stop' | 'pause'
}

/** What the volumes get. */
export interface ResetOptions {
  /** `newest`, the default: the last snapshot, and where there is none, as `empty`: what a new volume would have. */
  readonly to?: { readonly snapshot: string } | 'newest' | 'empty'
  /** Only the volumes that these mount. */
  readonly services?: readonly string[]
}

/** What a stack can do with the data in its volumes. External volumes are left out. */
export interface StackData {
  /**
   * Copies the volumes while nobody writes to them; everything runs as before afterwards. A snapshot is there whole or not at all.
   * Under a lease it ends with the stack, else it stays until it is removed.
   */
  saveSnapshot(name: string, options?: SnapshotOptions): Promise<Snapshot>
  /** Oldest first. */
  listSnapshots(): Promise<readonly Snapshot[]>
  removeSnapshot(name: string): Promise<void>
  /**
   * Gives the volumes the data of a snapshot, or makes them as new, and restarts what mounts them; it is ready then. Whatever happens
   * meanwhile, the data is the old one or the new one.
   */
  reset(options?: ResetOptions): Promise<void>
}

/** The data of a live project. */
export function dataOf(live: LiveProject): StackData {
  const options = { ...byFiles(live), services: [] }
  const change = async <T>(work: (world: World) => Promise<T>): Promise<T> => {
    try {
      return await work(await underLeaseOf(live.options, live.world))
    } finally {
      await refresh(live)
    }
  }
  return {
    saveSnapshot: async (name, { writers = 'stop', existing } = {}) =>
      await change(async (world) => {
        const { saveSnapshot } = await import('../api/snapshot.ts')
        const again = existing === undefined ? {} : { existing }
        return await saveSnapshot({ ...options, name, writers, external: 'leave', ...again }, world)
      }),
    listSnapshots: async () => {
      const { listSnapshots } = await import('../api/snapshot.ts')
      return await listSnapshots(options, live.world)
    },
    removeSnapshot: async (name) => {
      const { removeSnapshots } = await import('../api/snapshot.ts')
      await removeSnapshots({ ...options, names: [name] }, live.world)
    },
    reset: async ({ to = 'newest', services = [] } = {}) =>
      await change(async (world) => {
        const { resetTo } = await import('../api/reset.ts')
        await resetTo({ ...options, services, to, external: 'leave' }, world)
      }),
  }
}
