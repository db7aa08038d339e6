import type { Readable } from 'node:stream'
import { EngineError } from '../../engine/engine-error.ts'
import { filledTar } from '../../engine/host/filled-tar.ts'
import { tarEntries } from '../../engine/host/tar-entries.ts'
import { type Carrying, carrierFolder, carrierListing, carrierProgram, withCarrier } from './carrier.ts'
import { listingPrograms } from './listing-programs.ts'
import { type Listing, readListing } from './listing.ts'

/** A listing, or why there is none. */
export type Listed = { readonly listing: Listing } | { readonly unlisted: string }

/**
 * Looks for what an engine's tar leaves out of a volume. A static program of two kilobytes does so in a carrier, without network, and of
 * all capabilities with the one to look everywhere: the engine itself has no way to ask for it. Where the engine cannot run it,
 * the reason is returned; nothing else depends on it.
 */
export async function listVolume(volume: string, carrying: Carrying): Promise<Listed> {
  const { engine, signal } = carrying
  const { containers } = engine
  const architecture = await engine.architecture()
  const program = listingPrograms.get(architecture ?? '')
  if (program === undefined) return { unlisted: `the engine's machine is ${architecture ?? 'unknown'}` }
  return await withCarrier({ name: volume, access: 'read' }, carrying, async (carrier) => {
    try {
      await containers.writeArchive(carrier, carrierFolder, { tar: programTar(program), owners: 'root', signal })
      await containers.start(carrier)
      const code = await containers.wait(carrier, signal)
      const { tar } = await containers.readArchive(carrier, `${carrierFolder}/${carrierListing}`, signal)
      const listing = readListing(await onlyFile(tar))
      return code === 0 ? { listing } : { unlisted: `the program that looks for them ended with ${code}` }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof EngineError && error.status === undefined) throw error
      return { unlisted: error instanceof Error ? error.message : String(error) }
    }
  })
}

function programTar(program: string): Readable {
  const header = { name: carrierProgram, mode: 0o755, uid: 0, gid: 0 }
  return filledTar((tar) => void tar.entry(header, Buffer.from(program, 'base64')))
}

async function onlyFile(tar: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const entry of tarEntries(tar)) for await (const chunk of entry) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
