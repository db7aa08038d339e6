import { readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'

const hour = 3_600_000
/** Milliseconds after which a record that nobody has read is removed. */
const longest = 90 * 24 * hour
/** Bytes that all records may take; one of a context of ten thousand files has a megabyte. */
const most = 64 * 1024 * 1024

/** Notes that a record was read: the time of its file says when it was used last, give or take an hour. */
export async function markUsed(path: string): Promise<void> {
  const now = Date.now()
  if (now - (await stat(path)).mtimeMs > hour) await utimes(path, now / 1000, now / 1000)
}

/**
 * Removes the records of a folder that were not used for the longest time, until the rest is within bounds, and drafts of writers that
 * were killed. What was used in the last hour stays: others may be about to read or rename it.
 */
export async function tidyRecords(folder: string): Promise<void> {
  const now = Date.now()
  const files = await Promise.all((await readdir(folder)).map(async (name) => await lookAt(join(folder, name))))
  let left = most
  for (const { path, size, used } of files.flat().toSorted((one, other) => other.used - one.used)) {
    const unused = now - used
    left -= size
    const over = !path.endsWith('.json') || unused > longest || left < 0
    if (over && unused > hour) await rm(path, { force: true })
  }
}

/** Nothing where the file is gone: others tidy up, too. */
async function lookAt(path: string): Promise<readonly { path: string; size: number; used: number }[]> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true ? [{ path, size: found.size, used: found.mtimeMs }] : []
}
