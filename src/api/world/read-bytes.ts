import { closeSync, constants, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { limits } from '../../source/limits.ts'

/**
 * What is read only once however often it is asked for, because it gives its content only once: pipes (`-f <(…)`), sockets,
 * devices and standard input, by path. A process has one.
 */
export interface Pipes {
  readonly read: Map<string, Promise<Uint8Array>>
  /** What messages call standard input, where a program gave its content. */
  readonly inputName?: string
  /** Told, with words for people, of what has not come to its end after a second. */
  readonly onWait?: (message: string) => void
}

const patience = 1000

/**
 * The bytes of a file; `-` is standard input. Rejects as node:fs does, with EFBIG beyond `limits.fileSize`, which is noticed
 * while reading. A pipe is waited for.
 */
export async function readBytes(path: string, pipes: Pipes | undefined): Promise<Uint8Array> {
  if (path === '-') return await once(path, pipes, () => process.stdin)
  const found = statSync(path)
  // Files are read at once, for loading `node:fs/promises` takes longer than that; others may let one wait for ever.
  if (found.isFile()) return wholeFile(path, found.size)
  if (found.isDirectory()) return readFileSync(path)
  return await once(path, pipes, () => createReadStream(path))
}

function wholeFile(path: string, size: number): Uint8Array {
  if (size > limits.fileSize) throw tooLarge()
  // Some files of /proc let one wait for what comes next.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    // The size may be wrong: that of files in /proc is 0, and others grow.
    const chunks: Uint8Array[] = []
    let total = 0
    for (let room = size + 1; ; room = 65_536) {
      const chunk = Buffer.allocUnsafe(room)
      const length = readSync(file, chunk, 0, room, null)
      if (length === 0) return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
      chunks.push(chunk.subarray(0, length))
      total += length
      if (total > limits.fileSize) throw tooLarge()
    }
  } finally {
    closeSync(file)
  }
}

async function once(
  path: string,
  pipes: Pipes | undefined,
  open: () => AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const known = pipes?.read.get(path)
  if (known !== undefined) return await known
  const what = path === '-' ? 'standard input' : path
  const timer = setTimeout(
    () => pipes?.onWait?.(`waiting for ${what}, which is not a regular file, to be written and closed`),
    patience,
  )
  const content = drained(open()).finally(() => clearTimeout(timer))
  pipes?.read.set(path, content)
  return await content
}

/** Ends in time for what never ends, as /dev/zero. */
async function drained(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > limits.fileSize) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(): Error {
  return Object.assign(new Error(`it is larger than ${limits.fileSize / 1024} KiB`), { code: 'EFBIG' })
}
