import * as files from 'node:fs'
import { join } from 'node:path'
import { readOwnJson, writeOwnJson } from '../../engine/host/private-file.ts'
import type { EndpointSpec } from '../../spec.ts'
import { type Owner, whereabouts } from '../lease/owner.ts'
import { makePrivateFolder } from '../private-folder.ts'

/** One request that takes back what was done to a container. Each may be sent again, and may come too late. */
export type Undo =
  | { readonly do: 'unpause'; readonly container: string; readonly name: string }
  | {
      readonly do: 'start'
      readonly container: string
      readonly name: string
      /** When it was started last before it was stopped, in the engine's words: who has started it since decides about it. */
      readonly startedAt: string
    }
  | {
      readonly do: 'connect'
      readonly container: string
      readonly name: string
      readonly network: string
      readonly endpoint: EndpointSpec
    }

/** The kind of a `reset`, whose journal is in the engine. */
export const resetKind = 'reset'

/** The kind of a `snapshot save`, which leaves containers that block volumes. */
export const saveKind = 'snapshot save'

/** What is needed to take a fault back when the process is dead that injected it. */
export interface FaultNote {
  readonly version: 1
  readonly id: string
  readonly owner: Owner
  /** What is the same for all ways to its engine. */
  readonly engine: string
  readonly project: string
  /** `pause`, `kill`, … */
  readonly kind: string
  /** `struck`: the engine has done all of it; else it may do more, also for a process that is dead. */
  readonly state: 'striking' | 'struck'
  /** In this order. */
  readonly undo: readonly Undo[]
}

/** Whether nobody is left who would take the fault back. */
export function isAbandoned({ owner }: FaultNote): boolean {
  return whereabouts(owner) === 'dead'
}

/** The notes that are the user's own; what cannot be read as one is as if it were not there. */
export function readFaults(folder: string): readonly FaultNote[] {
  try {
    return files
      .readdirSync(folder)
      .flatMap((name) => (name.endsWith('.json') ? (readFault(join(folder, name)) ?? []) : []))
  } catch {
    return []
  }
}

function readFault(path: string): FaultNote | undefined {
  const note = readOwnJson(path, sizeLimit)
  return isFaultNote(note) ? note : undefined
}

/** Bytes; a note has a few lines for each container. */
const sizeLimit = 1024 * 1024

function isFaultNote(value: unknown): value is FaultNote {
  if (!isObject(value)) return false
  const { version, id, owner, engine, project, kind, state, undo } = value
  return (
    version === 1 &&
    isText(id) &&
    // It names the file that is removed.
    /^[0-9a-f-]+$/.test(id) &&
    isOwner(owner) &&
    [engine, project, kind].every(isText) &&
    (state === 'striking' || state === 'struck') &&
    Array.isArray(undo) &&
    undo.every(isUndo)
  )
}

function isOwner(value: unknown): boolean {
  if (!isObject(value)) return false
  const { host, boot, pid, start, space } = value
  return [host, boot, start, space].every(isText) && Number.isSafeInteger(pid)
}

function isUndo(value: unknown): boolean {
  if (!isObject(value) || !isText(value['container']) || !isText(value['name'])) return false
  switch (value['do']) {
    case 'unpause':
      return true
    case 'start':
      return isText(value['startedAt'])
    case 'connect':
      return isText(value['network']) && isObject(value['endpoint'])
    default:
      return false
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Writes a note whole or not at all. Throws where it cannot be kept: then the fault must not be injected. */
export function writeFault(folder: string, note: FaultNote): void {
  makePrivateFolder(folder)
  writeOwnJson(pathOf(folder, note.id), note)
}

/** No error when it is gone. */
export function removeFault(folder: string, id: string): void {
  files.rmSync(pathOf(folder, id), { force: true })
}

function pathOf(folder: string, id: string): string {
  return join(folder, `${id}.json`)
}
