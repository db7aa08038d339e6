import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Carrying, carrierFolder, withCarrier } from './carrier.ts'
import { type ReadVolume, readVolume } from './read-volume.ts'

/**
 * Copies all that is in one volume into another, as a tar from the engine to the engine: `readVolume` says what is kept. Returns the
 * size of the tar.
 */
export async function copyVolume(from: ReadVolume, to: string, carrying: Carrying): Promise<number> {
  return await withCarrier({ name: to, access: 'write' }, carrying, async (target) => {
    return await copyInto(target, from, carrying)
  })
}

/** The same into the volume of a carrier. */
export async function copyInto(target: string, from: ReadVolume, carrying: Carrying): Promise<number> {
  return await readVolume(from, carrying, async (tar) => await writeInto(target, tar, carrying))
}

/** Extracts a tar whose entries stand below `volume/` into the volume of a carrier. Returns the size of the tar. */
export async function writeInto(
  target: string,
  tar: Readable,
  { engine, signal }: Pick<Carrying, 'engine' | 'signal'>,
): Promise<number> {
  const broken = new AbortController()
  const { through, bytes, isWhole } = checked()
  // Should the source break off, what has been sent would wait for more.
  const sent = pipeline(tar, through).catch((error: unknown) => {
    broken.abort(error)
    throw error
  })
  // The owners in the tar stay as they are; with `kept` the engine (28.5) gives everything to the image's user.
  const written = engine.containers.writeArchive(target, carrierFolder, {
    tar: through,
    owners: 'root',
    over: 'anything',
    signal: AbortSignal.any([signal, broken.signal]),
  })
  written.catch(() => void tar.destroy())
  const [first] = (await Promise.allSettled([written, sent])).filter((it) => it.status === 'rejected')
  if (first !== undefined) throw first.reason
  if (!isWhole()) throw new Error(`the copy of a volume broke off after ${bytes()} bytes`)
  return bytes()
}

interface Checked {
  readonly through: Transform
  readonly bytes: () => number
  readonly isWhole: () => boolean
}

/** A tar ends with two blocks of zeros; one that broke off on the engine's side does not, although the answer ends well. */
function checked(): Checked {
  let bytes = 0
  let zeros = 0
  const through = new Transform({
    highWaterMark: 1024 * 1024,
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length
      const trailing = trailingZeros(chunk)
      zeros = trailing === chunk.length ? zeros + trailing : trailing
      done(null, chunk)
    },
  })
  return { through, bytes: () => bytes, isWhole: () => zeros >= endMark }
}

/** Bytes of zeros at a tar's end. */
const endMark = 1024

/** As many as matter. */
function trailingZeros(chunk: Buffer): number {
  let count = 0
  while (count < chunk.length && count < endMark && chunk[chunk.length - 1 - count] === 0) count++
  return count
}
