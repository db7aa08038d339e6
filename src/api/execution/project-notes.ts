import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineKey } from '../../engine/engine-key.ts'
import { readOwnJson } from '../../engine/host/private-file.ts'
import { sha256 } from '../../model/sha256.ts'
import { makePrivateFolder } from '../../run/private-folder.ts'
import { stateFolder } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'

/** Notes of one kind about a project on an engine. */
export interface NotesOf {
  /** The folder below the user's state folder. */
  readonly kind: 'timelines' | 'history'
  readonly project: string
  /** The engine's address. */
  readonly address: string
}

/** So many projects are remembered; the ones that were noted longest ago are forgotten. */
const most = 200

/** Replaces the notes about a project, for the user alone. Where nothing can be kept nothing is. */
export function keepNotes(of: NotesOf, notes: object, world: Pick<World, 'env' | 'home'>): void {
  const folder = folderOf(of, world)
  const file = join(folder, nameOf(of))
  const temporary = `${file}.${process.pid}`
  try {
    makePrivateFolder(folder)
    writeFileSync(temporary, JSON.stringify(notes), { mode: 0o600 })
    // ext4 writes a file to the disk at once where it is renamed over another, and this one is not worth the wait.
    removed(file)
    renameSync(temporary, file)
    forgetOld(folder)
  } catch {
    // A home that cannot be written to, or a full disk.
    removed(temporary)
  }
}

/** Bytes. The longest start-up that is kept has less. */
const largest = 8 * 1024 * 1024

/** What was kept, as it was read, which need not be what muster has written; undefined where there is nothing that can be read. */
export function keptNotes(of: NotesOf, world: Pick<World, 'env' | 'home'>): unknown {
  return readOwnJson(join(folderOf(of, world), nameOf(of)), largest)
}

/** What was read of a form, and may be anything. */
export type Loose<T> = { readonly [K in keyof T]?: unknown }

/** Whether it is a list of texts. */
export function areTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === 'string')
}

/** Below what is no folder, even looking fails. */
function removed(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Then nothing is there.
  }
}

function folderOf({ kind }: NotesOf, world: Pick<World, 'env' | 'home'>): string {
  return join(stateFolder(world), kind)
}

function nameOf({ project, address }: NotesOf): string {
  return `${sha256(`${engineKey(address)} ${project}`)
    .toString('hex')
    .slice(0, 40)}.json`
}

function forgetOld(folder: string): void {
  const names = readdirSync(folder)
  if (names.length <= most) return
  const dated = names.map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
  for (const { name } of dated.toSorted((a, b) => b.at - a.at).slice(most)) rmSync(join(folder, name), { force: true })
}
