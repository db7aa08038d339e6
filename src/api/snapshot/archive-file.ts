import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, promises as files } from 'node:fs'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import type { KeptStore, SealRecord } from '../../model/snapshot-labels.ts'
import { type Carrying, carrierImage } from '../../run/volumes/carrier.ts'
import { listForCopy, type ReadVolume, readVolume } from '../../run/volumes/read-volume.ts'
import { asTask } from '../execution/task.ts'
import { requireSnapshot, requireSnapshotName, shown, type Snapshot } from '../snapshot.ts'
import { requireReplaceable } from '../world/require-replaceable.ts'
import type { ProjectOptions, World } from '../world/world.ts'
import { readArchiveFile } from './archive-entries.ts'
import { carryingOf } from './carrying-of.ts'
import { heldScene } from './held-scene.ts'
import { type Manifest, manifestName } from './manifest.ts'
import { createCopy, copyName, removeSet, seal } from './sets.ts'

/*
 * The file of a snapshot is an uncompressed tar:
 *
 *   muster-snapshot.json   the manifest: format, version, name, project, time, and for each volume its key, kind, file and size
 *   volumes/0.tar          the first volume, as a tar of its own whose entries stand below `volume/`; and so on
 */

export interface ExportOptions extends ProjectOptions {
  readonly name: string
  /** Path; relative ones start at the world's folder. */
  readonly file: string
}

/** Writes a snapshot into a file, whole or not at all; only the user may read it. Rejects with what is in the way. */
export async function exportSnapshot(options: ExportOptions, world: World): Promise<Snapshot> {
  return await heldScene({ ...options, services: [] }, world, async ({ engine, project, containers }, { seals }) => {
    const record = requireSnapshot(options.name, seals)
    const image = await carrierImage(containers, engine)
    const carrying = carryingOf({ engine, project: project.name, image }, world)
    const path = resolve(world.cwd, options.file)
    await requireReplaceable(path, { shown: options.file, fix: 'name a file that is there or can be made' })
    const partial = `${path}.${randomBytes(4).toString('hex')}`
    const work = async (): Promise<void> => {
      try {
        await writeArchive(record, partial, carrying)
        await files.rename(partial, path)
      } finally {
        await files.rm(partial, { force: true })
      }
    }
    const task = { id: `Snapshot ${record.name}`, text: `to ${options.file}`, working: 'Exporting', done: 'Exported' }
    await asTask(task, work, world)
    return shown(record)
  })
}

async function writeArchive(record: SealRecord, path: string, carrying: Carrying): Promise<void> {
  const archive = pack()
  const written = pipeline(archive, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  // Nothing else ends a copy into an archive that is gone: it would wait for ever.
  const broken = new AbortController()
  written.catch(() => {
    archive.destroy()
    broken.abort()
  })
  try {
    // The size stands before the content, and nothing is kept in between: so each is read twice.
    const { name, project, created, stores } = record
    const sizes: number[] = []
    const copies: ReadVolume[] = []
    for (const { copy } of stores) copies.push({ name: copy, listed: await listForCopy(copy, carrying) })
    for (const copy of copies) sizes.push(await readVolume(copy, carrying, sizeOf))
    const volumes = stores.map(({ key, kind, volume }, index) => {
      return { key, kind, volume, file: fileName(index), bytes: sizes[index] ?? 0 }
    })
    const manifest: Manifest = { format: 'muster-snapshot', version: 1, name, project, created, volumes }
    archive.entry({ name: manifestName, mode: 0o600 }, `${JSON.stringify(manifest, undefined, 2)}\n`)
    for (const [index, copy] of copies.entries()) {
      const entry = archive.entry({ name: fileName(index), size: sizes[index] ?? 0, mode: 0o600 })
      // Ends also between two volumes, when nothing listens to it: what reads it next fails by it.
      entry.on('error', () => undefined)
      await readVolume(copy, carrying, async (tar) => await pipeline(tar, entry, broken))
    }
    archive.finalize()
  } catch (error) {
    archive.destroy(error as Error)
    const [end] = await Promise.allSettled([written])
    // The file's own trouble shows in the archive as its end.
    throw end.status === 'rejected' ? end.reason : error
  }
  await written
}

function fileName(index: number): string {
  return `volumes/${index}.tar`
}

async function sizeOf(tar: NodeJS.ReadableStream): Promise<number> {
  let bytes = 0
  for await (const chunk of tar) bytes += chunk.length
  return bytes
}

export interface ImportOptions extends ProjectOptions {
  readonly file: string
  /** Absent: the name in the file. */
  readonly name?: string
  readonly existing?: 'replace'
}

/**
 * Makes a snapshot of the project from a file. The file is trusted by nobody: what it holds gets into new volumes and nowhere
 * else, and there is a snapshot at the end only when all of it is well; else nothing is left.
 */
export async function importSnapshot(options: ImportOptions, world: World): Promise<Snapshot> {
  if (options.name !== undefined) requireSnapshotName(options.name)
  return await heldScene({ ...options, services: [] }, world, async ({ engine, project, containers }, { seals }) => {
    const image = await carrierImage(containers, engine)
    const carrying = carryingOf({ engine, project: project.name, image }, world)
    const task = {
      id: `Snapshot ${options.name ?? ''}`.trim(),
      text: `from ${options.file}`,
      working: 'Importing',
      done: 'Imported',
    }
    const read = async (): Promise<SealRecord> => await sealFile(options, { carrying, seals, cwd: world.cwd })
    const record = await asTask(task, read, world)
    const old = seals.find(({ name }) => name === record.name)
    if (old !== undefined) await removeSet(old, engine)
    return shown(record)
  })
}

interface Importing {
  readonly carrying: Carrying
  /** Of the snapshots that there are. */
  readonly seals: readonly SealRecord[]
  readonly cwd: string
}

/** Makes a volume of each of the file's, and seals them. Rejects with what is wrong with the file; then none of them is left. */
async function sealFile(options: ImportOptions, { carrying, seals, cwd }: Importing): Promise<SealRecord> {
  const { engine, project } = carrying
  const base = { project, set: randomBytes(4).toString('hex') }
  const copies: string[] = []
  const place = async (index: number): Promise<string> => {
    const copy = copyName(base.project, base.set, index)
    copies.push(copy)
    await createCopy(base, copy, engine)
    return copy
  }
  const check = ({ name }: Manifest): void => requireFree(options.name ?? name, options, seals)
  const file = createReadStream(resolve(cwd, options.file))
  try {
    const { manifest, bytes } = await readArchiveFile(file, { check, place, carrying })
    const stores = manifest.volumes.map(({ key, kind }, index): KeptStore => {
      const volume = kind === 'named' ? `${project}_${key}` : key
      return { key, kind, volume, copy: copyName(base.project, base.set, index), bytes: bytes[index] ?? 0 }
    })
    const record = {
      version: 1,
      name: options.name ?? manifest.name,
      ...base,
      created: manifest.created,
      stores,
    } as const
    await seal(record, engine)
    return record
  } catch (error) {
    await Promise.all(copies.map(async (copy) => await engine.volumes.remove(copy).catch(() => undefined)))
    throw error
  } finally {
    file.destroy()
  }
}

function requireFree(name: string, { existing }: ImportOptions, seals: readonly SealRecord[]): void {
  requireSnapshotName(name)
  if (existing === 'replace' || !seals.some((known) => known.name === name)) return
  throw Object.assign(new Error(`the project has a snapshot ${name}`), {
    fix: 'give another name after the file, or replace it with `--force`',
  })
}
