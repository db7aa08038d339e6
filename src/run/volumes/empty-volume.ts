import type { Readable } from 'node:stream'
import { EngineError } from '../../engine/engine-error.ts'
import { filledTar } from '../../engine/host/filled-tar.ts'
import { tarEntries } from '../../engine/host/tar-entries.ts'
import { type Carrying, carrierFolder, carrierVolume } from './carrier.ts'

/**
 * Empties the volume of a carrier without a program that runs in a container: the engine is told to put a file where the volume is mounted. It
 * removes all that is there for that, and only then finds that a mount cannot be replaced (28.5, seen). Whether the volume
 * is empty is looked up afterwards, whatever the engine has said.
 */
export async function emptyCarried(
  carrier: string,
  volume: string,
  { engine, signal }: Pick<Carrying, 'engine' | 'signal'>,
): Promise<void> {
  const answer = await engine.containers
    .writeArchive(carrier, carrierFolder, { tar: fileInPlaceOfVolume(), owners: 'root', over: 'anything', signal })
    .catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.status === undefined) throw error
      return error
    })
  signal.throwIfAborted()
  const { tar } = await engine.containers.readArchive(carrier, `${carrierFolder}/${carrierVolume}`, signal)
  if (await isFolderAlone(tar)) return
  const why = answer instanceof Error ? `: ${answer.message}` : ''
  throw new Error(`the engine does not empty volume ${volume}${why}`)
}

function fileInPlaceOfVolume(): Readable {
  return filledTar((tar) => void tar.entry({ name: carrierVolume }, ''))
}

/** The folder itself is the first entry. */
async function isFolderAlone(tar: Readable): Promise<boolean> {
  let count = 0
  for await (const entry of tarEntries(tar)) {
    entry.resume()
    count++
    if (count > 1) break
  }
  tar.destroy()
  return count === 1
}
