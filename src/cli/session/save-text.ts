import { promises as files, type Stats } from 'node:fs'
import { UsageError } from '../usage-error.ts'

/** What is written, and where, for messages. */
export interface Saved {
  readonly text: string
  /** The path as it was given. */
  readonly shown: string
}

/**
 * Writes a text into a file as a whole or not at all: a disk that is full leaves what was there. What is no ordinary file
 * (`/dev/stdout`, a pipe) is written to as it is, and so is a file in a folder that takes no others. Rejects with UsageError.
 */
export async function saveText(path: string, { text, shown }: Saved): Promise<void> {
  try {
    const real = await files.realpath(path).catch(() => path)
    const there = await files.stat(real).catch(() => undefined)
    // Behind `/dev/stdout` there may be a file that somebody holds open.
    if (isDevice.test(path) || there?.isFile() === false) await files.writeFile(path, text)
    else await replaceFile(real, text, there)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new UsageError(`open ${shown}: ${reasons.get(code) ?? message}`, fixes.get(code) ?? otherFolder)
  }
}

async function replaceFile(path: string, text: string, there: Stats | undefined): Promise<void> {
  const beside = `${path}.${process.pid}.part`
  try {
    if (there !== undefined) await files.access(path, files.constants.W_OK)
    await files.writeFile(beside, text, { flag: 'wx', flush: true })
    if (there !== undefined) await inheritedBy(beside, there)
    await files.rename(beside, path)
  } catch (error) {
    await files.rm(beside, { force: true }).catch(() => undefined)
    const { code = '' } = error as NodeJS.ErrnoException
    if (there === undefined || !['EACCES', 'EPERM', 'EROFS'].includes(code)) throw error
    await files.writeFile(path, text)
  }
}

/** Mode and owner of the file that is replaced. */
async function inheritedBy(path: string, { mode, uid, gid }: Stats): Promise<void> {
  const own = await files.stat(path)
  if (own.uid !== uid || own.gid !== gid) await files.chown(path, uid, gid)
  await files.chmod(path, mode & 0o7777)
}

const isDevice = /^\/(?:dev|proc)\//

const makeRoom = 'make room, or name a file on another disk'
const otherFolder = 'name a file in a folder that exists'
const otherFile = 'name a file that you may write to'

const fixes: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', makeRoom],
  ['EDQUOT', makeRoom],
  ['EACCES', otherFile],
  ['EPERM', otherFile],
  ['EROFS', otherFile],
])

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EISDIR', 'is a directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'operation not permitted'],
  ['EROFS', 'read-only file system'],
  ['ENOSPC', 'no space left on device'],
  ['EDQUOT', 'disk quota exceeded'],
])
