import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import { type Carrying, withCarrier } from '../../run/volumes/carrier.ts'
import { writeInto } from '../../run/volumes/copy-volume.ts'
import { plainTar, volumeTar } from '../../run/volumes/safe-tar.ts'
import { type Manifest, manifestName, readManifest } from './manifest.ts'

/** Where what a snapshot's file holds gets to. */
export interface Reading {
  /** Throws where the snapshot is not wanted. */
  readonly check: (manifest: Manifest) => void
  /** Makes the volume for the copy with this number. */
  readonly place: (index: number) => Promise<string>
  readonly carrying: Carrying
}

/** Bytes. */
const longestManifest = 1024 * 1024

/** Reads a snapshot's file into volumes. Rejects with what is wrong with it; then they hold anything, and are to be removed. */
export async function readArchiveFile(
  file: Readable,
  reading: Reading,
): Promise<{ readonly manifest: Manifest; readonly bytes: readonly number[] }> {
  const reader = extract()
  const fed = pipeline(file, plainTar(), reader)
  fed.catch(() => undefined)
  let manifest: Manifest | undefined
  const bytes: number[] = []
  const read = async (): Promise<void> => {
    for await (const entry of reader) {
      const { name, size, type } = entry.header
      if (type !== 'file')
        throw new Error(`the snapshot's file has an entry that is not a file: ${JSON.stringify(name)}`)
      if (manifest === undefined) {
        if (name !== manifestName || size > longestManifest)
          throw new Error('the file is not a snapshot: its first entry is not a manifest')
        manifest = readManifest(await textOf(Readable.from(entry)))
        reading.check(manifest)
        continue
      }
      const wanted = manifest.volumes[bytes.length]
      if (wanted?.file !== name)
        throw new Error(`the snapshot's file has an entry that its manifest does not know: ${JSON.stringify(name)}`)
      const copy = await reading.place(bytes.length)
      bytes.push(await writeEntry(Readable.from(entry), copy, reading.carrying))
    }
  }
  // Both have ended before anybody removes what was begun.
  const [reads, feeds] = await Promise.allSettled([read(), fed])
  if (reads.status === 'rejected') throw reads.reason
  if (feeds.status === 'rejected') throw feeds.reason
  if (manifest === undefined) throw new Error('the file is not a snapshot: it is empty')
  const { volumes } = manifest as Manifest
  if (bytes.length < volumes.length)
    throw new Error(`the snapshot's file ends before ${volumes[bytes.length]?.file ?? ''}`)
  return { manifest, bytes }
}

async function writeEntry(tar: Readable, copy: string, carrying: Carrying): Promise<number> {
  const [plain, safe] = [plainTar(), volumeTar()]
  const checked = pipeline(tar, plain, safe)
  checked.catch(() => undefined)
  const writing = withCarrier({ name: copy, access: 'write' }, carrying, async (carrier) => {
    return await writeInto(carrier, safe, carrying)
  })
  const [first, second] = await Promise.allSettled([checked, writing])
  if (first.status === 'rejected') throw first.reason
  if (second.status === 'rejected') throw second.reason
  return second.value
}

async function textOf(content: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of content) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
