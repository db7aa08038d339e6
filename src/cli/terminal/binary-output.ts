import { promises as files } from 'node:fs'
import { requireReplaceable } from '../../api/world/require-replaceable.ts'

type Bytes = AsyncIterable<Uint8Array>

/** Sends bytes to stdout at its reader's pace. */
export async function writeStdout(bytes: Bytes): Promise<void> {
  for await (const chunk of bytes) {
    if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
}

/**
 * Writes a file that is there as a whole or not at all, and that nobody else may read: it holds all of a container (docker compose 2.40.3).
 * The file takes the place of the one that is there, so that what is no file is refused: a device or a pipe would be gone.
 */
export async function writeFileWhole(path: string, bytes: Bytes): Promise<void> {
  const fix = 'name a file that is there or can be made, or leave out --output and redirect stdout'
  await requireReplaceable(path, { shown: path, fix })
  const temporary = `${path}.${process.pid}.part`
  try {
    await files.writeFile(temporary, bytes, { mode: 0o600 })
    await files.rename(temporary, path)
  } catch (error) {
    await files.rm(temporary, { force: true })
    throw error
  }
}
