import { promises as files } from 'node:fs'

type Bytes = AsyncIterable<Uint8Array>

/** Sends bytes to stdout at its reader's pace. */
export async function writeStdout(bytes: Bytes): Promise<void> {
  for await (const chunk of bytes) {
    if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
}

/** Writes a file that is there as a whole or not at all, and that nobody else may read: it holds all of a container (docker compose 2.40.3). */
export async function writeFileWhole(path: string, bytes: Bytes): Promise<void> {
  const temporary = `${path}.${process.pid}.part`
  try {
    await files.writeFile(temporary, bytes, { mode: 0o600 })
    await files.rename(temporary, path)
  } catch (error) {
    await files.rm(temporary, { force: true })
    throw error
  }
}
