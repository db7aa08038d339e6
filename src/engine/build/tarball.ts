import { createReadStream, promises as files } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Pack } from 'tar-stream'
import { filledTar } from '../host/filled-tar.ts'
import type { BuildContext, ContextEntry } from './context.ts'

type Header = Parameters<Pack['entry']>[0]

/** A file up to this size is read in one go. Bytes. */
const small = 256 * 1024

/** A context as a tar stream: everything belongs to root, modes and times are those of the files. */
export function tarball(context: BuildContext): Readable {
  return filledTar(async (stream) => await fill(stream, context))
}

async function fill(stream: Pack, { folder, entries, extra }: BuildContext): Promise<void> {
  const mtime = new Date(0)
  for (const { path, content } of extra) await put(stream, { name: path, mode: 0o644, mtime }, Buffer.from(content))
  for (const entry of entries) await add(stream, folder, entry)
}

async function add(stream: Pack, folder: string, entry: ContextEntry): Promise<void> {
  const { path: name, mode, mtime, size, kind } = entry
  const header: Header = {
    name,
    mode,
    mtime,
    type: kind,
    uid: 0,
    gid: 0,
    ...(entry.link !== undefined && { linkname: entry.link }),
  }
  if (kind !== 'file') return put(stream, header, undefined)
  if (size <= small) return put(stream, header, await files.readFile(join(folder, name)))
  // A file that grows meanwhile is sent as it was when it was seen.
  await pipeline(createReadStream(join(folder, name), { end: size - 1 }), stream.entry({ ...header, size }))
}

function put(stream: Pack, header: Header, content: Buffer | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve())
    if (content) stream.entry(header, content, done)
    else stream.entry(header, done)
  })
}
