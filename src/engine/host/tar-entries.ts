import type { Readable } from 'node:stream'
import { type Extract, extract } from 'tar-stream'

/** The entries of a tar, each of which has to be read or resumed. Throws what breaks the stream off. */
export function tarEntries(tar: Readable): Extract {
  const entries = extract()
  tar.on('error', (error) => entries.destroy(error))
  return tar.pipe(entries)
}
