import { type Readable, pipeline } from 'node:stream'
import { type Carrying, carrierFolder, carrierVolume, withCarrier } from './carrier.ts'
import { enrichedTar } from './enrich-tar.ts'
import { type Listed, listVolume } from './list-volume.ts'
import { losses } from './listing.ts'

/** A volume that is to be read. */
export interface ReadVolume {
  readonly name: string
  /** Where it was listed before, and nobody has written since. */
  readonly listed?: Listed
}

/** Lists a volume, and tells what a copy of it will not keep, in a word for people. */
export async function listForCopy(name: string, carrying: Carrying): Promise<Listed> {
  const listed = await listVolume(name, carrying)
  const lost =
    'listing' in listed
      ? losses(listed.listing)
      : [`extended attributes, ACLs and fractions of seconds are not copied (${listed.unlisted})`]
  for (const what of lost) carrying.warn(`volume ${name}: ${what}`)
  return listed
}

/**
 * Reads all that is in a volume as a tar whose entries stand below `volume/`. Owners, modes, times, links of both kinds, devices, pipes,
 * capabilities, `user.` attributes and POSIX ACLs are in it. Sockets are not, nor are other extended attributes, and holes of sparse
 * files are zeros.
 */
export async function readVolume<T>(
  { name, listed }: ReadVolume,
  carrying: Carrying,
  work: (tar: Readable) => Promise<T>,
): Promise<T> {
  const known = listed ?? (await listForCopy(name, carrying))
  return await withCarrier({ name, access: 'read' }, carrying, async (source) => {
    const path = `${carrierFolder}/${carrierVolume}`
    const { tar } = await carrying.engine.containers.readArchive(source, path, carrying.signal)
    if (!('listing' in known) || known.listing.size === 0) return await work(tar)
    // Who reads it learns of an error by the tar itself.
    return await work(pipeline(tar, enrichedTar(known.listing), () => undefined))
  })
}
