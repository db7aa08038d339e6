import type { Snapshot } from '../api/snapshot.ts'
import type { ResetOptions, SnapshotOptions } from './stack-data.ts'
import type { ProjectSource } from './stack-options.ts'
import { type Opened, whileOpen } from './while-open.ts'

/** Of which project a snapshot is made, and how. */
export interface SaveSnapshotOptions extends ProjectSource, SnapshotOptions {}

/** Whose volumes get which data. */
export interface ResetProjectOptions extends ProjectSource, ResetOptions {}

/**
 * Copies the volumes of a project while nobody writes to them; what runs does so again afterwards. The snapshot stays until it is
 * removed, also after `down`. External volumes and bind mounts are left out. Rejects with ComposeError, EngineError, UpFailed when a
 * service does not become ready again, and with an Error where there is nothing to save or the name is taken.
 *
 * @example
 * await saveSnapshot('seeded', { project: 'demo', existing: 'replace' })
 */
export async function saveSnapshot(name: string, options: SaveSnapshotOptions = {}): Promise<Snapshot> {
  const { existing, writers = 'stop', ...rest } = options
  const again = existing === undefined ? {} : { existing }
  const save = async ({ world, wanted }: Opened): Promise<Snapshot> => {
    const verb = await import('../api/snapshot.ts')
    return await verb.saveSnapshot({ ...wanted, name, writers, external: 'leave', ...again }, world)
  }
  return await whileOpen(rest, save, 'collect')
}

/**
 * The snapshots of a project, oldest first. Rejects with ComposeError and EngineError.
 *
 * @example
 * for (const { name, created, bytes } of await listSnapshots({ project: 'demo' })) console.log(name, created, bytes)
 */
export async function listSnapshots(options: ProjectSource = {}): Promise<readonly Snapshot[]> {
  return await whileOpen(options, async ({ world, wanted }) => {
    const verb = await import('../api/snapshot.ts')
    return await verb.listSnapshots(wanted, world)
  })
}

/**
 * Gives the volumes of a project the data of a snapshot, or makes them as new. What runs and mounts them is restarted, and is ready when
 * it is done; whatever happens meanwhile, the data is the old one or the new one. Rejects with ComposeError, EngineError, UpFailed, and
 * with an Error for a snapshot that does not exist.
 *
 * @example
 * await reset({ project: 'demo', to: { snapshot: 'seeded' } })
 */
export async function reset(options: ResetProjectOptions = {}): Promise<void> {
  const { to = 'newest', services = [], ...rest } = options
  const restore = async ({ world, wanted }: Opened): Promise<void> => {
    const { resetTo } = await import('../api/reset.ts')
    await resetTo({ ...wanted, services, to, external: 'leave' }, world)
  }
  await whileOpen(rest, restore, 'collect')
}

/**
 * Removes a snapshot and its data. Rejects with ComposeError, EngineError, and with an Error for one that does not exist.
 *
 * @example
 * await removeSnapshot('seeded', { project: 'demo' })
 */
export async function removeSnapshot(name: string, options: ProjectSource = {}): Promise<void> {
  const remove = async ({ world, wanted }: Opened): Promise<void> => {
    const { removeSnapshots } = await import('../api/snapshot.ts')
    await removeSnapshots({ ...wanted, names: [name] }, world)
  }
  await whileOpen(options, remove, 'collect')
}
