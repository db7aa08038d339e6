import * as files from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Whether there is a folder, and no link to one, that is the user's own. */
export function isOwnFolder(path: string): boolean {
  try {
    const stat = files.lstatSync(path)
    return stat.isDirectory() && isOwn(stat)
  } catch {
    return false
  }
}

/** The JSON in a file that is the user's own and has `most` bytes at most; undefined for everything else: links, pipes, files of others. */
export function readOwnJson(path: string, most: number): unknown {
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = files.constants
    // A pipe without a writer would be waited for.
    const fd = files.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      const stat = files.fstatSync(fd)
      return stat.isFile() && isOwn(stat) && stat.size <= most ? JSON.parse(files.readFileSync(fd, 'utf8')) : undefined
    } finally {
      files.closeSync(fd)
    }
  } catch {
    return undefined
  }
}

/** Writes JSON whole or not at all, for the user alone, into a folder that is there. Throws where it cannot be kept. */
export function writeOwnJson(path: string, value: unknown): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${Math.random()}`)
  try {
    // `wx`: never through what somebody has put there.
    files.writeFileSync(temporary, `${JSON.stringify(value)}\n`, { flag: 'wx', mode: 0o600 })
    files.renameSync(temporary, path)
  } catch (error) {
    // A full disk leaves an empty one.
    files.rmSync(temporary, { force: true })
    throw error
  }
}

/** Whether a file or folder is this user's, and nobody else can write to it. */
function isOwn({ uid, mode }: Pick<files.Stats, 'uid' | 'mode'>): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
}
