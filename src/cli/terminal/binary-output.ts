import { promises as files } from 'node:fs'

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
  await refuseOthers(path)
  const temporary = `${path}.${process.pid}.part`
  try {
    await files.writeFile(temporary, bytes, { mode: 0o600 })
    await files.rename(temporary, path)
  } catch (error) {
    await files.rm(temporary, { force: true })
    throw error
  }
}

async function refuseOthers(path: string): Promise<void> {
  const there = await files.lstat(path).catch(() => undefined)
  if (there === undefined || there.isFile()) return
  const kind = there.isDirectory()
    ? 'a folder'
    : there.isSymbolicLink()
      ? 'a symbolic link'
      : 'a device, pipe or socket'
  const fix = 'name a file that is there or can be made, or leave out --output and redirect stdout'
  throw Object.assign(new Error(`cannot write to ${path}: it is ${kind}, not a file`), { fix })
}
