import { randomBytes } from 'node:crypto'
import { type KeptStore, type SealRecord, snapshotNames } from '../model/snapshot-labels.ts'
import { isAlive } from '../plan/is-alive.ts'
import { carrierImage } from '../run/volumes/carrier.ts'
import { copyVolume } from '../run/volumes/copy-volume.ts'
import { discreetly } from './execution/discreetly.ts'
import { asTask } from './execution/task.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { SceneOn } from './project/scene.ts'
import { atRest } from './snapshot/at-rest.ts'
import { carryingOf } from './snapshot/carrying-of.ts'
import { chosenStores, type ExternalVolumes } from './snapshot/chosen-stores.ts'
import { heldScene } from './snapshot/held-scene.ts'
import { othersOn } from './snapshot/nobody-else.ts'
import { ofVolume } from './snapshot/of-volume.ts'
import { copyName, createCopy, keptOf, removeSet, seal } from './snapshot/sets.ts'
import { mountersOf, shortVolume, type Store } from './snapshot/stores.ts'
import type { ProjectOptions, World } from './world/world.ts'

export type { ExternalVolumes } from './snapshot/chosen-stores.ts'

/** What a snapshot holds. */
export interface Snapshot {
  readonly name: string
  readonly project: string
  /** RFC 3339. */
  readonly created: string
  /** Size of the tars of all volumes together. */
  readonly bytes: number
  readonly volumes: readonly {
    /** Key of the volume in the file, or `SERVICE.NUMBER:TARGET` for a volume without a name. */
    readonly key: string
    readonly kind: 'named' | 'anonymous' | 'external'
    /** What the engine calls the volume. */
    readonly volume: string
    readonly bytes: number
  }[]
}

export interface SaveOptions extends ProjectOptions {
  /** Letters, digits, `_`, `.`, `-`. */
  readonly name: string
  /** What becomes of a snapshot that has the name; absent: it is an error. */
  readonly existing?: 'replace'
  /** What is done to containers that write to the volumes while they are copied. */
  readonly writers: 'stop' | 'pause'
  readonly external: ExternalVolumes
}

/**
 * Copies the project's volumes into volumes of their own, while nobody writes to them, and lets everything run on as it was.
 * A snapshot is there whole or not at all, whatever happens meanwhile. Rejects with what is in the way, EngineError, and UpFailed
 * when a service does not become ready again.
 */
export async function saveSnapshot(options: SaveOptions, world: World): Promise<Snapshot> {
  requireSnapshotName(options.name)
  return await heldScene({ ...options, services: [] }, world, async (scene, kept) => {
    const { name, existing } = options
    const old = kept.seals.find((known) => known.name === name)
    if (old !== undefined && existing !== 'replace')
      throw Object.assign(new Error(`project ${scene.project.name} has a snapshot ${name}`), {
        fix: 'replace it with `--force`, or take another name',
      })
    const saved = await discreetly(scene.project, world, async (quiet) => await save(scene, options, quiet))
    if (old !== undefined) await removeSet(old, scene.engine)
    return shown(saved)
  })
}

async function save(scene: SceneOn, { name, writers, external }: SaveOptions, world: World): Promise<SealRecord> {
  const { engine, containers } = scene
  const project = scene.project.name
  const stores = await chosenStores(scene, external, world)
  if (stores.length === 0)
    throw Object.assign(new Error(`project ${project} has no volume to save`), {
      fix: 'bring it up first: `muster up -d`',
    })
  const volumes = new Set(stores.map(({ volume }) => volume))
  const mounters = mountersOf(containers, volumes)
  await warnOfOthers(volumes, scene, world)
  const set = randomBytes(4).toString('hex')
  const carrying = carryingOf({ engine, project, image: await carrierImage(mounters, engine) }, world)
  const copy = async (store: Store, index: number): Promise<KeptStore> => {
    const target = copyName(project, set, index)
    await createCopy({ project, set }, target, engine)
    const copied = async (): Promise<number> => await copyVolume({ name: store.volume }, target, carrying)
    const work = async (): Promise<number> => await ofVolume(store.volume, copied)
    const task = {
      id: `Volume ${shortVolume(store.volume)}`,
      text: `to snapshot ${name}`,
      working: 'Saving',
      done: 'Saved',
    }
    const bytes = await asTask(task, work, world)
    return { ...store, copy: target, bytes }
  }
  return await atRest(mounters.filter(isAlive), { scene, manner: writers, world }, async () => {
    const copies = stores.map(copy)
    // Nothing runs again before the last one has ended, well or not.
    await Promise.allSettled(copies)
    const created = new Date(world.now()).toISOString()
    const record: SealRecord = { version: 1, name, project, set, created, stores: await Promise.all(copies) }
    await seal(record, engine)
    return record
  })
}

/** Those that are not stopped. */
async function warnOfOthers(volumes: ReadonlySet<string>, scene: SceneOn, world: World): Promise<void> {
  const { project, engine, containers } = scene
  const own = new Set(containers.map(({ id }) => id))
  const others = (await othersOn(volumes, { project: project.name, engine })).filter(({ id }) => !own.has(id))
  if (others.length === 0) return
  const names = others.map(({ name }) => name).join(', ')
  const message = `${names}: not of project ${project.name}, not stopped, and on its volumes; what is written while they are copied may be half in the snapshot`
  world.emit({ type: 'warning', message })
}

/** The snapshots of the project, oldest first. */
export async function listSnapshots(options: ProjectOptions, world: World): Promise<readonly Snapshot[]> {
  const { name } = await projectOrName(options, world)
  const { seals } = await keptOf(name, await world.engine())
  return seals.map(shown)
}

/** Removes snapshots. Throws for a name that the project has none of; then nothing is removed. */
export async function removeSnapshots(
  options: ProjectOptions & { readonly names: readonly string[] },
  world: World,
): Promise<void> {
  await heldScene({ ...options, services: [] }, world, async ({ engine }, { seals }) => {
    const chosen = options.names.map((name) => requireSnapshot(name, seals))
    for (const record of new Set(chosen)) {
      const task = {
        id: `Snapshot ${record.name}`,
        text: 'with its volumes',
        working: 'Removing',
        done: 'Removed',
      }
      await asTask(task, async () => await removeSet(record, engine), world)
    }
  })
}

/** The snapshot of that name. Throws where there is none, with those that there are. */
export function requireSnapshot(name: string, seals: readonly SealRecord[]): SealRecord {
  const found = seals.find((known) => known.name === name)
  if (found !== undefined) return found
  const fix =
    seals.length === 0 ? 'make one: `muster snapshot save NAME`' : `there is: ${seals.map((it) => it.name).join(', ')}`
  throw Object.assign(new Error(`no such snapshot: ${name}`), { fix })
}

/** Throws for a name that cannot stand in names of volumes and files. */
export function requireSnapshotName(name: string): void {
  if (snapshotNames.test(name)) return
  throw Object.assign(new Error(`${JSON.stringify(name)} cannot be the name of a snapshot`), {
    fix: 'take letters, digits, `_`, `.` and `-`, beginning with a letter or digit, at most 100',
  })
}

/** What everybody may know of it. */
export function shown({ name, project, created, stores }: SealRecord): Snapshot {
  const volumes = stores.map(({ key, kind, volume, bytes }) => ({ key, kind, volume, bytes }))
  return { name, project, created, bytes: volumes.reduce((sum, { bytes }) => sum + bytes, 0), volumes }
}
