import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { isSeenAlive, ownerOf, ownerText } from '../../run/lease/owner.ts'
import type { DiagnosticKind } from '../../source/codes.ts'

/** A folder that keeps what a run has left, for who looks for the cause of a failure. */
export interface Bundle {
  /** As it was given. */
  readonly path: string
  /** Adds to a file; the first piece makes it. */
  readonly append: (name: string, data: string | Uint8Array) => void
  /** Writes a file as a whole. */
  readonly write: (name: string, text: string) => void
  readonly close: () => void
}

/** The folder cannot be used; nothing was written. */
class BundleRefused extends Error {
  override name = 'BundleRefused'
  readonly diagnosticKind: DiagnosticKind = 'artifacts'
  readonly fix: string
  constructor(message: string, fix: string) {
    super(message)
    this.fix = fix
  }
}

/** Who writes, and then one path a line, written before the file is made: what a later run may throw away. */
const manifest = '.muster-artifacts'
const owner = 'owner: '

/** What is written into each bundle. */
const bundleFiles = [
  'config.yaml',
  'engine.json',
  'events.ndjson',
  'health.log',
  'summary.md',
  'timeline.json',
] as const
const folders = ['logs', 'inspect'] as const

/**
 * Opens a folder for artifacts: 0700, its files 0600. One of an earlier run is emptied of what that run wrote; files of others
 * stay, and where one has a name that is needed, a link stands in the way or another run still writes, BundleRefused is thrown. `onTrouble` hears once of a disk that takes no more; the rest is dropped then, the work
 * goes on.
 */
export function openBundle(path: string, onTrouble: (error: Error) => void): Bundle {
  const earlier = makeFolder(path)
  for (const name of earlier) removeOld(path, name)
  refuseStrangers(path)
  const files = new Map<string, number>()
  let troubled = false
  const guarded = (work: () => void): void => {
    if (troubled) return
    try {
      work()
    } catch (error) {
      troubled = true
      onTrouble(error instanceof Error ? error : new Error(String(error)))
    }
  }
  const note = createFile(join(path, manifest))
  const self = `${owner}${ownerText(ownerOf())}`
  guarded(() => writeAll(note, Buffer.from(`${self}\n`)))
  const open = (name: string): number => {
    writeAll(note, Buffer.from(`${name}\n`))
    const fd = createFile(join(path, name))
    files.set(name, fd)
    return fd
  }
  for (const name of folders) makeOwn(join(path, name))
  return {
    path,
    append: (name, data) => guarded(() => writeAll(files.get(name) ?? open(name), Buffer.from(data))),
    write: (name, text) =>
      guarded(() => {
        const fd = open(name)
        writeAll(fd, Buffer.from(text))
        closeSync(fd)
        files.delete(name)
      }),
    close: () => {
      for (const fd of [note, ...files.values()]) closeSync(fd)
      files.clear()
      troubled = true
    },
  }
}

/** Makes the folder, or finds in it what an earlier run has written. */
function makeFolder(path: string): readonly string[] {
  const found = statOf(path)
  if (found === undefined) {
    makeParents(dirname(path))
    usable(path, () => mkdirSync(path, { mode: 0o700 }))
    return []
  }
  if (found.isSymbolicLink())
    throw new BundleRefused(`--artifacts ${path} is a symbolic link`, 'name the folder that it leads to')
  if (!found.isDirectory()) throw new BundleRefused(`--artifacts ${path} is not a folder`, 'name a folder')
  const earlier = usable(path, () => earlierFiles(path))
  if (earlier !== undefined || usable(path, () => readdirSync(path)).length === 0)
    usable(path, () => chmodSync(path, 0o700))
  return earlier ?? []
}

/** Not `recursive`: Node never returns from that where the kernel denies a folder that could be, as in /proc. */
function makeParents(path: string): void {
  if (existsSync(path)) return
  makeParents(dirname(path))
  usable(path, () => mkdirSync(path))
}

function earlierFiles(path: string): readonly string[] | undefined {
  const file = join(path, manifest)
  const found = statOf(file)
  if (found === undefined) return undefined
  if (!found.isFile()) throw new BundleRefused(`${file} was not written by muster`, 'name another folder')
  const names = readFileSync(file, 'utf8').split('\n')
  const writer = names.find((name) => name.startsWith(owner))?.slice(owner.length)
  if (writer !== undefined && writer !== ownerText(ownerOf()) && isSeenAlive(writer))
    throw new BundleRefused(
      `another muster (pid ${writer.split('/')[2] ?? '?'}) writes into ${path}`,
      'name a folder of its own for each run',
    )
  return [...names.filter((name) => /^(?:(?:logs|inspect)\/)?[^/]+$/.test(name) && name !== '..'), manifest]
}

function removeOld(path: string, name: string): void {
  const folder = dirname(name)
  if (folder !== '.' && statOf(join(path, folder))?.isDirectory() !== true) return
  if (statOf(join(path, name))?.isFile() === true) usable(path, () => unlinkSync(join(path, name)))
}

function refuseStrangers(path: string): void {
  for (const name of [...bundleFiles, manifest])
    if (statOf(join(path, name)) !== undefined)
      throw new BundleRefused(
        `${join(path, name)} exists, and muster did not write it`,
        'move it, or name another folder',
      )
  for (const name of folders) {
    const found = statOf(join(path, name))
    if (found !== undefined && !found.isDirectory())
      throw new BundleRefused(`${join(path, name)} is in the way`, 'move it, or name another folder')
  }
}

function makeOwn(path: string): void {
  if (statOf(path) === undefined) usable(path, () => mkdirSync(path, { mode: 0o700 }))
}

/** Never one that is there, and never through a link. */
function createFile(path: string): number {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  return usable(path, () => openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))
}

function writeAll(fd: number, data: Uint8Array): void {
  for (let at = 0; at < data.length;) at += writeSync(fd, data, at)
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

function usable<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof BundleRefused) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const why = reasons.get(code ?? '') ?? message
    throw new BundleRefused(`cannot write ${path}: ${why}`, 'name a folder that can be written')
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EEXIST', 'it exists, and muster did not write it'],
  ['ELOOP', 'it is a symbolic link'],
  ['ENOSPC', 'no space left on the device'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EROFS', 'the file system is read-only'],
])
