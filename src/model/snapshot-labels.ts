import { label } from './labels.ts'

/**
 * Labels of what a snapshot is made of. None of them is docker compose's: it neither lists such volumes nor removes them, and
 * `down -v` leaves them.
 */
export const snapshotLabel = {
  /** `data`, `seal`, `restoring` or `emptying`. */
  role: 'dev.muster.snapshot',
  /** The compose project. */
  project: 'dev.muster.snapshot.project',
  /** What the volumes of one snapshot have in common. */
  set: 'dev.muster.snapshot.set',
  /** What a seal and a journal say, as JSON. */
  record: 'dev.muster.snapshot.record',
  /** On containers that are never started: the project for whose volumes they are the way in. */
  carrier: 'dev.muster.snapshot.carrier',
} as const

/** What names of snapshots may hold: they stand in names of files and of volumes. */
export const snapshotNames: RegExp = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/

/** Where the data of one volume is kept. */
export interface KeptStore {
  /** Key of the volume in the file, or `SERVICE.NUMBER:TARGET` for a volume without a name. */
  readonly key: string
  readonly kind: 'named' | 'anonymous' | 'external'
  /** What the engine called the volume. */
  readonly volume: string
  /** The volume that holds the copy. */
  readonly copy: string
  /** Size of its tar. */
  readonly bytes: number
  /** Labels of the volume, so that it can be made anew without a file; absent where its driver had options. */
  readonly labels?: Readonly<Record<string, string>>
}

/** What a seal says. A snapshot whose seal is there is whole; volumes of a set without a seal were never finished. */
export interface SealRecord {
  readonly version: 1
  readonly name: string
  readonly project: string
  readonly set: string
  /** RFC 3339. */
  readonly created: string
  readonly stores: readonly KeptStore[]
}

/** What a volume shall hold: a copy, or what a container of an image would find in a new one. */
export interface Refill {
  readonly volume: string
  /** When it was made, in Unix seconds, so that another volume that has its name by now is known. */
  readonly created?: number
  readonly from?: string
  readonly fill?: readonly { readonly image: string; readonly target: string }[]
}

/** What a journal says: all that is needed to do a restoration again from its beginning. */
export interface RestorationRecord {
  readonly version: 1
  readonly project: string
  /** The snapshot's name; absent: everything is made empty. */
  readonly name?: string
  readonly refills: readonly Refill[]
  /** Containers that ran, dependencies first. */
  readonly start: readonly string[]
  /** All containers that mounted the volumes, and when each was started last, in the engine's words. */
  readonly mounters: readonly { readonly id: string; readonly startedAt: string }[]
}

/** What a journal's volume says, where it is one of this project and of this form. Labels are anybody's to write. */
export function restorationIn(labels: ReadonlyMap<string, string>, project: string): RestorationRecord | undefined {
  // What a compose file has made carries compose's own labels.
  if (labels.get(snapshotLabel.role) !== 'restoring' || labels.has(label.project)) return undefined
  if (labels.get(snapshotLabel.project) !== project) return undefined
  try {
    const record = JSON.parse(labels.get(snapshotLabel.record) ?? '') as unknown
    return isRestoration(record) && record.project === project ? record : undefined
  } catch {
    return undefined
  }
}

function isRestoration(value: unknown): value is RestorationRecord {
  if (!isObject(value)) return false
  const { version, project, name, refills, start, mounters } = value
  return (
    version === 1 &&
    isText(project) &&
    (name === undefined || isText(name)) &&
    isListOf(refills, isRefill) &&
    isListOf(start, isText) &&
    isListOf(mounters, (it) => isObject(it) && isText(it['id']) && isText(it['startedAt']))
  )
}

function isRefill(value: unknown): boolean {
  if (!isObject(value)) return false
  const { volume, created, from, fill } = value
  return (
    isText(volume) &&
    (created === undefined || typeof created === 'number') &&
    (from === undefined || isText(from)) &&
    (fill === undefined || isListOf(fill, (it) => isObject(it) && isText(it['image']) && isText(it['target'])))
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isListOf(value: unknown, fits: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits)
}
