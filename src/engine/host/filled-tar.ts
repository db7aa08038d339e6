import { Readable } from 'node:stream'
import { type Pack, pack } from 'tar-stream'

/** A tar whose entries are added while it is read. What `fill` rejects with is the stream's error. */
export function filledTar(fill: (tar: Pack) => Promise<void> | void): Readable {
  const tar = pack()
  const filled = async (): Promise<void> => await fill(tar)
  filled().then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  )
  return Readable.from(tar)
}
