import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
} from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Header, Pack } from 'tar-stream'
import { filledTar } from '../../engine/host/filled-tar.ts'
import { type SyncFile, within } from './rule.ts'

/** What to do in a container so that it has what is here. */
export interface Copies {
  /** By place in the container, folders before what is in them. */
  readonly put: readonly SyncFile[]
  /** Places in the container at which nothing may be, none of them inside another. */
  readonly remove: readonly string[]
  /** What is not copied, and why. */
  readonly refused: readonly { readonly path: string; readonly because: string }[]
}

/** A file up to this size is read in one go, so that it may change while it is sent. Bytes. */
const small = 8 * 1024 * 1024

/**
 * Looks at what is there now: whatever happened before does not matter. Looks are synchronous: of thousands of files they
 * take a tenth of the time so.
 */
export function copiesOf(changed: Iterable<SyncFile>): Copies {
  const put: SyncFile[] = []
  const gone = new Set<string>()
  const refused: { path: string; because: string }[] = []
  const folders = new Map<string, string | undefined>()
  const supplants = createSupplanting(folders)
  for (const file of changed) {
    const stat = lookAt(file.path)
    if (stat === undefined) {
      if (!supplants(dirname(file.path), file.root)) gone.add(file.target)
      continue
    }
    const because = reasonAgainst(file, stat, folders)
    if (because === undefined) put.push(file)
    else if (because !== '') refused.push({ path: file.path, because })
  }
  return {
    put: put.toSorted((a, b) => (a.target < b.target ? -1 : 1)),
    remove: [...gone].filter((place) => place !== '/' && !above(place).some((folder) => gone.has(folder))).toSorted(),
    refused,
  }
}

/**
 * Whether a file or link that is copied has taken the place of a folder: that ends in the container, too, what was in the
 * folder, and some `rm` fail where a file is in the way (busybox 1.36).
 */
function createSupplanting(folders: Map<string, string | undefined>): (folder: string, root: string) => boolean {
  const known = new Map<string, boolean>()
  const supplants = (path: string, root: string): boolean => {
    if (within(root, path) === undefined) return false
    const stat = lookAt(path)
    if (stat === undefined) return look(dirname(path), root)
    return !stat.isDirectory() && reasonAgainst({ path, target: '', root }, stat, folders) === undefined
  }
  const look = (folder: string, root: string): boolean => {
    const found = known.get(folder) ?? supplants(folder, root)
    known.set(folder, found)
    return found
  }
  return look
}

/** Folders that hold a place in the container. */
function above(place: string): readonly string[] {
  const parts = place.split('/').slice(1, -1)
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)
}

/** Why a path is not copied; empty: it means nothing elsewhere, and nobody misses it. */
function reasonAgainst(
  { path, root }: SyncFile,
  stat: Stats,
  folders: Map<string, string | undefined>,
): string | undefined {
  const folder = dirname(path)
  if (!folders.has(folder)) folders.set(folder, realPath(folder))
  const real = folders.get(folder)
  if (path !== root && (real === undefined || within(root, real) === undefined)) return `it is outside of ${root}`
  if (stat.isSymbolicLink()) return reasonAgainstLink(path, root)
  // The folder that is watched has its counterpart already.
  if (stat.isDirectory()) return path === root ? '' : undefined
  if (!stat.isFile()) return ''
  try {
    accessSync(path, constants.R_OK)
    return undefined
  } catch {
    return 'it cannot be read'
  }
}

/** A link out of the tree means something else in the container, or would carry in what was never meant. */
function reasonAgainstLink(path: string, root: string): string | undefined {
  const target = linkAt(path)
  const lexical = resolve(dirname(path), target)
  const real = realPath(path) ?? lexical
  const inside = within(root, real) !== undefined && within(root, lexical) !== undefined
  return inside ? undefined : `it is a link that leads out of ${root}`
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/**
 * The files as an uncompressed tar from the root of the container on. Owners, modes and times are those of the files
 * (docker compose 2.40.3); what vanishes meanwhile is left out, its end is the next change.
 */
export function tarOf(put: readonly SyncFile[]): Readable {
  return filledTar(async (tar) => {
    for (const file of put) await add(tar, file)
  })
}

async function add(stream: Pack, file: SyncFile): Promise<void> {
  const { path, target, root } = file
  const stat = lookAt(path)
  if (stat === undefined) return
  const header = { name: target.replace(/^\/+/, ''), ...attributes(stat) }
  if (stat.isDirectory()) return await entry(stream, { ...header, type: 'directory' })
  if (stat.isSymbolicLink()) return await entry(stream, { ...header, type: 'symlink', linkname: linkOf(path, root) })
  if (stat.isFile()) await addFile(stream, path, header)
}

/** A link to an absolute path in the tree leads to the same file in the container, too. */
function linkOf(path: string, root: string): string {
  const target = linkAt(path)
  if (!target.startsWith('/') || within(root, target) === undefined) return target
  return relative(dirname(path), target).split(sep).join('/') || '.'
}

/** Opened without following a link that may have taken the file's place. */
async function addFile(stream: Pack, path: string, header: Pick<Header, 'name'> & Partial<Header>): Promise<void> {
  const handle = opened(path)
  if (handle === undefined) return
  try {
    const stat = fstatSync(handle)
    if (!stat.isFile()) return
    const fresh = { ...header, ...attributes(stat) }
    if (stat.size <= small) return await entry(stream, fresh, readFileSync(handle))
    const content = createReadStream('', { fd: handle, start: 0, end: stat.size - 1, autoClose: false })
    await pipeline(content, stream.entry({ ...fresh, size: stat.size }))
  } finally {
    closeSync(handle)
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch {
    // Gone, or a link now: that is the next change.
    return undefined
  }
}

function entry(stream: Pack, header: Pick<Header, 'name'> & Partial<Header>, content?: Buffer): Promise<void> {
  return new Promise((done, fail) => {
    const end = (error?: Error | null): void => (error ? fail(error) : done())
    if (content === undefined) stream.entry(header, end)
    else stream.entry(header, content, end)
  })
}

function attributes({ mode, uid, gid, mtime }: Stats): Pick<Header, 'mode' | 'uid' | 'gid' | 'mtime'> {
  return { mode: mode & 0o7777, uid, gid, mtime }
}
