import { createReadStream, createWriteStream, promises as files, type Stats } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, type Header, pack, type Pack } from 'tar-stream'
import { filledTar } from './filled-tar.ts'
import { unlessAbsent } from './unless-absent.ts'

/** Changes the names in a tar. */
export type Rename = (name: string) => string

/** Why a copy cannot have a file: a name whose bytes are lost would be another one. */
export const notText = 'its name is not UTF-8'

/** Is told of what a copy cannot have, by its path. */
export type LeftOut = (path: string, why: string) => void

/** A local file or folder as a tar whose entries begin with `name`. Owners and times are kept, links stay links. */
export function packPath(path: string, name: string, leftOut: LeftOut): Readable {
  return filledTar(async (stream) => await addPath({ stream, leftOut }, path, name))
}

interface Packing {
  readonly stream: Pack
  readonly leftOut: LeftOut
}

async function addPath(packing: Packing, path: string, name: string): Promise<void> {
  const { stream, leftOut } = packing
  const stat = await files.lstat(path)
  const kind = kindOf(stat)
  if (kind === undefined) return leftOut(path, 'it is a socket')
  const header = { name, type: kind, ...attributes(stat) } as const
  if (kind === 'file') {
    if (stat.size === 0) return await put(stream, { ...header, size: 0 })
    // A file that grows meanwhile is sent as it was when it was seen.
    const entry = stream.entry({ ...header, size: stat.size })
    await pipeline(createReadStream(path, { end: stat.size - 1 }), entry).catch((error: Error) => {
      throw error.message === 'Size mismatch' ? new Error(`${path} became shorter while it was read`) : error
    })
    return
  }
  const link = kind === 'symlink' ? { linkname: await files.readlink(path) } : {}
  await put(stream, { ...header, ...link, ...(kind.endsWith('-device') ? deviceNumbers(stat) : {}) })
  if (kind !== 'directory') return
  for (const child of (await files.readdir(path)).toSorted()) {
    // What Node could not decode is not the name of anything.
    if (child.includes('\uFFFD') && !(await exists(join(path, child))))
      throw new Error(`${join(path, child)}: the name is not UTF-8; rename it, or copy a tar from \`-\``)
    await addPath(packing, join(path, child), `${name}/${child}`)
  }
}

/** Undefined for a socket, which no tar can hold. */
function kindOf(stat: Stats): NonNullable<Header['type']> | undefined {
  if (stat.isDirectory()) return 'directory'
  if (stat.isSymbolicLink()) return 'symlink'
  if (stat.isFile()) return 'file'
  if (stat.isFIFO()) return 'fifo'
  if (stat.isCharacterDevice()) return 'character-device'
  return stat.isBlockDevice() ? 'block-device' : undefined
}

/** Linux's layout of a device's number. */
function deviceNumbers({ rdev }: Stats): Pick<Header, 'devmajor' | 'devminor'> {
  return { devmajor: (rdev >> 8) & 0xfff, devminor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00) }
}

async function exists(path: string): Promise<boolean> {
  return await files.lstat(path).then(
    () => true,
    () => false,
  )
}

function put(stream: Pack, header: Partial<Header> & Pick<Header, 'name'>): Promise<void> {
  return new Promise((done, fail) => {
    stream.entry(header, (error) => (error ? fail(error) : done()))
  })
}

function attributes({ mode, uid, gid, mtime }: Stats): Pick<Header, 'mode' | 'uid' | 'gid' | 'mtime'> {
  return { mode: mode & 0o7777, uid, gid, mtime }
}

/** The tar with other names. */
export function renameEntries(tar: Readable, rename: Rename): Readable {
  const out = pack()
  const reader = extract()
  reader.on('entry', (header, content, next) => {
    const linked = header.type === 'link' && header.linkname ? { linkname: rename(header.linkname) } : {}
    const entry = out.entry({ ...header, name: rename(header.name), ...linked }, (error) => next(error ?? undefined))
    content.pipe(entry)
  })
  pipeline(tar, reader).then(
    () => out.finalize(),
    (error: Error) => out.destroy(error),
  )
  return Readable.from(out)
}

export interface Unpacking {
  readonly rename: Rename
  readonly leftOut: LeftOut
}

/** What cannot be made here: Node has no call for it, and devices are for root alone. */
const unmakable: ReadonlyMap<Header['type'], string> = new Map([
  ['fifo', 'it is a named pipe'],
  ['block-device', 'it is a device'],
  ['character-device', 'it is a device'],
])

/**
 * Writes what a tar holds below a folder, as whoever runs it. Entries that would leave the folder, by their name or
 * through a link that came before them, are refused: what a container says is not trusted. Where the tar breaks off, the
 * file in which it does is removed: half of one is taken for a whole.
 */
export async function unpackInto(folder: string, tar: Readable, { rename, leftOut }: Unpacking): Promise<void> {
  const root = resolve(folder)
  const times: (() => Promise<void>)[] = []
  const reader = extract()
  const written = (async () => {
    for await (const entry of reader) {
      const { header } = entry
      const path = resolve(root, rename(header.name).replace(/^\/+/, ''))
      await checkInside(root, path)
      const linked = resolve(root, rename(header.linkname ?? '').replace(/^\/+/, ''))
      // A second name of a file of the host would be changed with the copy.
      if (header.type === 'link') await checkInside(root, linked)
      const why = path.includes('\uFFFD') ? notText : unmakable.get(header.type)
      if (why !== undefined) {
        leftOut(path, why)
        entry.resume()
        continue
      }
      await writeEntry(path, {
        header,
        content: Readable.from(entry),
        linked,
      })
      if (header.type === 'directory' && header.mtime)
        times.push(async () => await files.utimes(path, new Date(), header.mtime ?? new Date()))
    }
  })()
  await bothEnded(pipeline(tar, reader), written)
  // Last: what is written into a folder changes its time.
  for (const set of times.toReversed()) await set()
}

/** Rejects as the first of them does, but only when the other has ended too: then nothing is written any more. */
async function bothEnded(one: Promise<void>, other: Promise<void>): Promise<void> {
  const errors: unknown[] = []
  const note = (error: unknown): void => void errors.push(error)
  await Promise.all([one.catch(note), other.catch(note)])
  if (errors.length > 0) throw errors[0]
}

async function checkInside(root: string, path: string): Promise<void> {
  const inside = root === sep || path === root || path.startsWith(root + sep)
  if (!inside) throw new Error(`the archive has an entry outside of its folder: ${path}`)
  for (let parent = dirname(path); parent.length > root.length; parent = dirname(parent)) {
    const stat = await files.lstat(parent).catch(unlessAbsent)
    if (stat?.isSymbolicLink()) throw new Error(`the archive has an entry behind a link: ${path}`)
  }
}

interface Incoming {
  readonly header: Header
  readonly content: Readable
  /** What a hard link is another name of. */
  readonly linked: string
}

async function writeEntry(path: string, { header, content, linked }: Incoming): Promise<void> {
  const there = await files.lstat(path).catch(unlessAbsent)
  const mode = header.mode ?? 0o644
  if (header.type === 'directory') {
    if (there !== undefined && !there.isDirectory())
      throw new Error(`cannot overwrite non-directory ${path} with directory`)
    await files.mkdir(path, { recursive: true, mode })
    await files.chmod(path, mode)
    content.resume()
    return
  }
  if (there?.isDirectory()) throw new Error(`cannot overwrite directory ${path} with non-directory ${basename(path)}`)
  await files.mkdir(dirname(path), { recursive: true })
  if (there !== undefined) await files.rm(path)
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      await writeWhole(path, content, mode)
      await files.chmod(path, mode)
      if (header.mtime) await files.utimes(path, new Date(), header.mtime)
      return
    case 'symlink':
      await files.symlink(header.linkname ?? '', path)
      break
    case 'link':
      await files.link(linked, path)
      break
    case 'block-device':
    case 'character-device':
    case 'fifo':
    default:
      break
  }
  content.resume()
}

async function writeWhole(path: string, content: Readable, mode: number): Promise<void> {
  const file = createWriteStream(path, { mode, flags: 'wx' })
  let opened = false
  file.once('open', () => void (opened = true))
  try {
    await pipeline(content, file)
  } catch (error) {
    // One that could not be opened is somebody else's.
    if (opened) await files.rm(path, { force: true })
    throw error
  }
}
