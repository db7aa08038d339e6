import * as files from 'node:fs'
import { dirname, join } from 'node:path'
import { isOwnFolder, readOwnJson, writeOwnJson } from '../../engine/host/private-file.ts'
import { makePrivateFolder } from '../private-folder.ts'
import { standsForCopy } from './leased-project.ts'
import { isOfThisMachine, type Machine, type Owner, thisMachine, whereabouts } from './owner.ts'
import { type Lasting, timeLeft } from './time-left.ts'

/**
 * What is known of a lease on the machine that took it. What the engine's labels say alone is believed by nobody: anyone
 * who may create a container can write them.
 */
export interface LeaseNote {
  readonly version: 1
  readonly id: string
  /** `watched`: until its owner ends. `timed`: until it expires, whoever lives. */
  readonly kind: 'watched' | 'timed'
  readonly owner: Owner
  /** What took it, for instance `up`. */
  readonly command: string
  /** What is the same for all ways to its engine. */
  readonly engine: string
  /** Projects that it may hold things of; see `everyProjectOf`. */
  readonly projects: readonly string[]
  /** Projects that somebody has taken out of it: what they have under its label stays. */
  readonly released: readonly string[]
  /** Milliseconds since the epoch. So are `expires` and `swept`. */
  readonly created: number
  readonly expires: number
  /** Of a timed one. */
  readonly lasts?: Lasting
  /** Milliseconds by which the engine's clock was ahead of the owner's. */
  readonly ahead?: number
  /** When everything was removed for the first time: the engine may still have been at work for the dead. */
  readonly swept?: number
  /** Somebody has begun to remove what it holds: it gets no more time, and nothing more comes under it. */
  readonly ending?: true
  /** Of a timed one: places of containers that were there before and stay; see `Place`. */
  readonly outside?: readonly string[]
  /** The process that waits for the time of a timed one. */
  readonly keeper?: Owner
  /** Made for things that carry the lease of somebody else: what becomes of them is not known here. */
  readonly foreign?: true
}

/** Where a lease stands. */
export type Standing = 'held' | 'expired' | 'dead'

/** An owner of this machine is looked for; of others only the time is known. */
export function standingOf(note: LeaseNote, now: number, here: Machine = thisMachine()): Standing {
  const { kind, owner } = note
  const late = timeLeft(note, now, here) <= 0 ? 'expired' : 'held'
  if (kind === 'timed') return late
  const found = whereabouts(owner, here)
  if (found === 'elsewhere') return late
  return found === 'alive' ? 'held' : 'dead'
}

/**
 * Now, by the clock with which a note's times were written: of other machines, whose clocks may go otherwise than this one's, it is
 * known how they stand to the engine's.
 */
export function ownersClock(
  { owner, ahead = 0 }: LeaseNote,
  here: { readonly now: () => number; readonly ahead: number; readonly machine?: Machine },
): () => number {
  return isOfThisMachine(owner, here.machine) ? here.now : () => here.now() + here.ahead - ahead
}

/** Whether more may come under it, or it may be given more time. */
export function isOpen(note: LeaseNote, now: number): boolean {
  return note.ending === undefined && note.swept === undefined && standingOf(note, now) === 'held'
}

/** The projects that the lease still is responsible for; of copies only those that are named where somebody has taken one out of it. */
export function projectsOf({ projects, released }: Pick<LeaseNote, 'projects' | 'released'>): ReadonlySet<string> {
  return new Set(
    projects.filter((project) => !released.includes(project) && !(released.length > 0 && standsForCopy(project))),
  )
}

/** The notes that are the user's own. What is not (a link, another user's file, no note at all) is as if it were not there. */
export function readNotes(folder: string): readonly LeaseNote[] {
  if (!isOwnFolder(folder)) return []
  return files
    .readdirSync(folder)
    .flatMap((name) => (name.endsWith('.json') ? (readNote(folder, name.slice(0, -'.json'.length)) ?? []) : []))
}

/** One note; undefined where there is none. */
export function readNote(folder: string, id: string): LeaseNote | undefined {
  if (!uuid.test(id) || !isOwnFolder(folder)) return undefined
  const note = readOwnJson(pathOf(folder, id), largest)
  return isNote(note, id) ? note : undefined
}

/** Writes a note, new or anew, whole or not at all. Throws where it cannot be kept. */
export function writeNote(folder: string, note: LeaseNote): void {
  makePrivateFolder(folder)
  if (!isOwnFolder(folder)) throw new Error(`${folder} is not a folder of yours alone`)
  writeOwnJson(pathOf(folder, note.id), note)
}

/** Changes a note that is there; undefined when it is not there, or cannot be written. */
export function changeNote(folder: string, id: string, change: (note: LeaseNote) => LeaseNote): LeaseNote | undefined {
  const note = readNote(folder, id)
  if (note === undefined) return undefined
  try {
    const changed = change(note)
    writeNote(folder, changed)
    return changed
  } catch {
    return undefined
  }
}

/**
 * Ends a lease. What somebody has taken out of it keeps its label: of that a note is kept elsewhere, so that it is not taken
 * for a stranger's. No error when the note is gone, or cannot be removed.
 */
export function closeNote(
  folder: string,
  id: string,
  kept: 'what is released' | 'everything' = 'what is released',
): void {
  try {
    const note = readNote(folder, id)
    if (note === undefined) return
    const released = kept === 'everything' ? note.projects : note.released
    if (released.length > 0) writeNote(keptFolder(folder), { ...note, released })
    files.rmSync(pathOf(folder, id), { force: true })
  } catch {
    // A folder that has become read-only: the note is looked at again, and nothing carries its lease any more.
  }
}

/** Ends a lease that was swept; one that was given more time meanwhile goes on. */
export function closeSwept(folder: string, { id, expires }: Pick<LeaseNote, 'id' | 'expires'>): void {
  if (readNote(folder, id)?.expires === expires) closeNote(folder, id)
}

/** Notes of leases that are over, and of which something stays that was taken out of them. */
export function keptFolder(folder: string): string {
  return join(dirname(folder), 'kept-leases')
}

/** Removes a note of something that is gone. */
export function forgetNote(folder: string, id: string): void {
  try {
    if (uuid.test(id) && isOwnFolder(folder)) files.rmSync(pathOf(folder, id), { force: true })
  } catch {
    // It only takes room.
  }
}

/** Bytes. */
const largest = 64 * 1024

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function pathOf(folder: string, id: string): string {
  return join(folder, `${id}.json`)
}

function isNote(value: unknown, id: string): value is LeaseNote {
  if (typeof value !== 'object' || value === null) return false
  const note = value as Partial<Record<keyof LeaseNote, unknown>>
  const owner = note.owner as Partial<Record<keyof Owner, unknown>> | undefined
  return (
    note.version === 1 &&
    note.id === id &&
    (note.kind === 'watched' || note.kind === 'timed') &&
    typeof owner === 'object' &&
    owner !== null &&
    [owner.host, owner.boot, owner.start, owner.space, note.command, note.engine].every(
      (text) => typeof text === 'string',
    ) &&
    [owner.pid, note.created, note.expires].every((number) => typeof number === 'number') &&
    isLasting(note.lasts) &&
    [note.projects, note.released, note.outside ?? []].every(
      (list) => Array.isArray(list) && list.every((one) => typeof one === 'string'),
    )
  )
}

function isLasting(value: unknown): boolean {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  const { of, until } = value as Partial<Record<keyof Lasting, unknown>>
  return typeof of === 'number' && typeof until === 'number'
}
