import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isOwnFolder, readOwnJson } from '../../engine/host/private-file.ts'
import type { AssignedPorts } from '../../model/host-ports.ts'
import { sha256 } from '../../model/sha256.ts'
import { makePrivateFolder } from '../../run/private-folder.ts'
import { holdProject } from '../../run/project-lock.ts'
import { stateFolder } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'

/** The host ports of one copy. */
export interface KeptCopy {
  /** The folder of its project: once it is gone, so is what is kept. */
  readonly directory: string
  readonly keep: 'remembered' | 'fresh'
  /** Milliseconds since the epoch: the last `up`. */
  readonly used: number
  readonly ports: AssignedPorts
}

/** By project name. */
export type KeptCopies = ReadonlyMap<string, KeptCopy>

type Owner = Pick<World, 'env' | 'home'>

/** The host ports that a copy was given earlier. Where nothing can be read, none. */
export function keptPorts(owner: Owner, project: string): AssignedPorts {
  return keptCopy(owner, project)?.ports ?? new Map()
}

/** What is noted of a copy. Where nothing can be read, nothing. */
export function keptCopy(owner: Owner, project: string): KeptCopy | undefined {
  return read(fileOf(owner)).get(project)
}

/**
 * Changes what is kept while no other muster of this user does; `change` returns what shall be kept, or the same to leave it. Rejects
 * where it cannot be written, with the reason in words.
 */
export async function changeKept(
  world: Pick<World, 'env' | 'home' | 'signal' | 'now'>,
  change: (kept: KeptCopies) => Promise<KeptCopies>,
): Promise<void> {
  const path = fileOf(world)
  const claim = { engine: 'ports', project: sha256(path).toString('hex').slice(0, 16), command: 'ports' }
  using _held = await holdProject(claim, { signal: world.signal, now: world.now, onWait: () => undefined })
  const before = read(path)
  const after = await change(before)
  if (after !== before) write(path, after)
}

/** Milliseconds in which a copy for a while may be without containers: it is being brought up. */
const soon = 10 * 60 * 1000

/**
 * What is kept, without the copies that are gone: those whose folder is gone, and those for a while that have no containers any more (a test
 * that was killed). `running` are the projects that an engine has containers of.
 */
export function withoutStale(
  kept: KeptCopies,
  { running, now }: { readonly running: ReadonlySet<string>; readonly now: number },
): KeptCopies {
  const isMeant = ([name, { directory, keep, used }]: [string, KeptCopy]): boolean =>
    existsSync(directory) && (keep === 'remembered' || running.has(name) || now - used < soon)
  return new Map([...kept].filter(isMeant))
}

function fileOf(owner: Owner): string {
  return join(stateFolder(owner), 'copies', 'ports.json')
}

/** Written whole or not at all: who is killed meanwhile leaves the old one. */
function write(path: string, kept: KeptCopies): void {
  const folder = requireOwnFolder(dirname(path))
  // One writer at a time: what a killed one has left is not kept.
  const temporary = join(folder, '.ports.json')
  rmSync(temporary, { force: true })
  const fd = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(fd, `${JSON.stringify({ version: 1, copies: [...kept].map(([name, copy]) => plain(name, copy)) })}\n`)
    fsyncSync(fd)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, path)
}

/** Throws when somebody else could change what is in it. */
function requireOwnFolder(folder: string): string {
  makePrivateFolder(folder)
  if (!isOwnFolder(folder)) throw new Error(`${folder} is not a folder that only you can write to`)
  return folder
}

function plain(name: string, { ports, ...copy }: KeptCopy): unknown {
  return { name, ...copy, ports: [...ports].map(([key, port]) => ({ key, ...port })) }
}

/** What is not there, broken, a link or somebody else's counts as empty. */
function read(path: string): KeptCopies {
  return parsed(readOwnJson(path, largest))
}

/** Bytes: a copy takes some hundreds. */
const largest = 16 * 1024 * 1024

function parsed(document: unknown): KeptCopies {
  const copies = listIn(document, 'copies').flatMap((entry): [string, KeptCopy][] => {
    const { name, directory, keep, used } = entry
    if (typeof name !== 'string' || typeof directory !== 'string' || typeof used !== 'number') return []
    const ports = new Map(listIn(entry, 'ports').flatMap(assignment))
    return [[name, { directory, used, keep: keep === 'fresh' ? 'fresh' : 'remembered', ports }]]
  })
  return new Map(copies)
}

function assignment({ key, port, address }: Record<string, unknown>): [string, { port: number; address?: string }][] {
  const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
  if (typeof key !== 'string' || !isPort) return []
  return [[key, { port, ...(typeof address === 'string' ? { address } : {}) }]]
}

function listIn(value: unknown, key: string): readonly Record<string, unknown>[] {
  const list = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  if (!Array.isArray(list)) return []
  return list.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
}
