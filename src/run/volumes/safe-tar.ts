import { Transform, type TransformCallback } from 'node:stream'
import { extract, type Header } from 'tar-stream'
import { carrierVolume } from './carrier.ts'
import { isCarried } from './listing.ts'
import { paxRecords } from './pax.ts'
import { block, isEnd, sizeIn, typeIn } from './tar-block.ts'

/** What a tar may ask for that nobody has checked. */
const limits = {
  /** Bytes of a header beyond its block: long names, extended attributes. */
  extension: 1024 * 1024,
  entries: 5_000_000,
} as const

/** Extensions are read into memory as a whole: PAX for one entry or for all, and GNU's long names. */
const extensions: ReadonlySet<string> = new Set(['x', 'g', 'L', 'K'])

/**
 * Passes a tar on, and breaks off at a header that is none, or that would take too much memory. What is not a plain tar (a
 * compressed one, for which the engine would start a program) never gets a byte further.
 */
export function plainTar(): Transform {
  let held = Buffer.alloc(0)
  let skip = 0
  let over = false
  let records: Buffer | undefined
  let unchecked: Buffer | undefined = Buffer.alloc(0)
  return new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      try {
        let at = 0
        while (!over && at < chunk.length) {
          const passed = Math.min(skip, chunk.length - at)
          if (records !== undefined) records = Buffer.concat([records, chunk.subarray(at, at + passed)])
          skip -= passed
          at += passed
          if (skip > 0 || at === chunk.length) break
          const part = chunk.subarray(at, at + block - held.length)
          held = Buffer.concat([held, part])
          at += part.length
          if (held.length < block) break
          const content = contentOf(held, records)
          over = content === undefined
          skip = Math.ceil((content ?? 0) / block) * block
          records = typeIn(held) === 'x' ? Buffer.alloc(0) : undefined
          held = Buffer.alloc(0)
        }
        const known = unchecked === undefined ? chunk : Buffer.concat([unchecked, chunk])
        // Nothing leaves before the first header is known to be one.
        unchecked = unchecked !== undefined && known.length < block ? known : undefined
        if (unchecked === undefined) this.push(known)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    flush: (done) => done(unchecked === undefined ? null : new Error('the archive is not a plain tar')),
  })
}

/** Bytes that follow a header; undefined for the end mark. */
function contentOf(header: Buffer, records: Buffer | undefined): number | undefined {
  if (isEnd(header)) return undefined
  if (header.toString('latin1', 257, 262) !== 'ustar') throw new Error('the archive is not a plain tar')
  // What does not fit into the header stands in the PAX header before it: eight gibibytes.
  const size = Number((records && paxRecords(records).get('size')) ?? sizeIn(header))
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('the archive has an entry without a size')
  if (extensions.has(typeIn(header)) && size > limits.extension)
    throw new Error(`the archive has a header of ${size} bytes`)
  return size
}

/**
 * Passes the tar of a volume on, and breaks off at an entry that is not of the volume: outside of its folder, by name or through
 * a link that came before, a device, or of a kind that nobody writes here.
 */
export function volumeTar(): Transform {
  const links = new Set<string>()
  const reader = extract()
  let entries = 0
  let failed: Error | undefined
  reader.on('entry', (header, content, next) => {
    entries++
    failed ??=
      entries > limits.entries
        ? new Error(`the archive has more than ${limits.entries} entries`)
        : wrongIn(header, links)
    if (header.type === 'symlink') links.add(clean(header.name))
    content.on('end', next).resume()
  })
  reader.on('error', (error) => void (failed ??= error))
  const pass = (chunk: Buffer, done: TransformCallback): void => {
    const on = (): void => (failed === undefined ? done(null, chunk) : done(failed))
    if (reader.write(chunk) || failed !== undefined) setImmediate(on)
    else reader.once('drain', on)
  }
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => pass(chunk, done),
    flush: (done) => {
      if (failed !== undefined) return done(failed)
      reader.on('close', () => done(failed ?? null))
      reader.end(Buffer.alloc(0))
    },
  })
}

const known: ReadonlySet<string | null | undefined> = new Set([
  'file',
  'contiguous-file',
  'directory',
  'symlink',
  'link',
  'fifo',
])

function wrongIn(header: Header, links: ReadonlySet<string>): Error | undefined {
  const name = clean(header.name)
  const shown = JSON.stringify(header.name)
  if (!known.has(header.type))
    return new Error(`the archive has an entry of an unknown or forbidden kind (${String(header.type)}): ${shown}`)
  if (!isInside(name)) return new Error(`the archive has an entry outside of its volume: ${shown}`)
  if (header.type === 'link' && !isInside(clean(header.linkname ?? '')))
    return new Error(`the archive has a link to outside of its volume: ${shown}`)
  if (Object.keys(header.pax ?? {}).some((key) => key.startsWith('GNU.sparse')))
    return new Error(`the archive has a file with holes, which may be larger than any disk: ${shown}`)
  const attribute = Object.keys(header.pax ?? {}).find((key) => !isHarmless(key))
  if (attribute !== undefined)
    return new Error(`the archive has an entry with ${JSON.stringify(attribute)}, which no volume gets: ${shown}`)
  const behind = [...parentsOf(name), ...(header.type === 'link' ? parentsOf(clean(header.linkname ?? '')) : [])]
  return behind.some((parent) => links.has(parent))
    ? new Error(`the archive has an entry behind a link: ${shown}`)
    : undefined
}

/** Attributes by which a machine is run are not for a file to bring along. */
function isHarmless(key: string): boolean {
  const [, attribute] = /^SCHILY\.xattr\.(.*)$/s.exec(key) ?? []
  return attribute === undefined || attribute === 'security.capability' || isCarried(attribute)
}

function parentsOf(name: string): readonly string[] {
  return name.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))
}

function clean(name: string): string {
  return name.replace(/^(\.\/)+/, '').replace(/\/+$/, '')
}

function isInside(name: string): boolean {
  const [first, ...rest] = name.split('/')
  return first === carrierVolume && !rest.some((part) => part === '..' || part === '.' || part === '')
}
