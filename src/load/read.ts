import { type SourceFile, sourceFile } from '../source/file.ts'
import { limits } from '../source/limits.ts'
import type { Origin } from '../source/node.ts'
import { asWritten } from './as-written.ts'
import type { Reading } from './context.ts'

/** Text of a compose file. Reports when it cannot be read, at the place that refers to it where there is one. */
export async function readSource(path: string, reading: Reading, referredAt?: Origin): Promise<SourceFile | undefined> {
  if (reading.spent.files >= limits.files || reading.spent.size >= limits.totalSize) {
    reportTooMany(path, reading, referredAt)
    return undefined
  }
  reading.spent.files += 1
  try {
    const text = await reading.world.readFile(path)
    reading.spent.size += text.length
    return sourceFile(path, withLineFeeds(text), path === '-' ? reading.world.inputName : undefined)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const shown = asWritten(path, referredAt)
    const at = referredAt === undefined ? {} : { at: referredAt }
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      reading.report.error('file-not-found', `${shown} does not exist: no such file or directory`, {
        ...at,
        fix: 'correct the path or create the file',
      })
    } else if (code === 'EFBIG') {
      reading.report.error('too-large', `the file ${shown} is too large: ${reasonOf(error)}`, {
        at: referredAt ?? { file: sourceFile(path, ''), start: 0, end: 0 },
        fix: 'split it, or correct the path',
      })
    } else {
      reading.report.error('file-unreadable', `cannot read ${shown}: ${reasonOf(error)}`, {
        ...at,
        ...(code === 'EISDIR' ? { fix: 'name the compose file in it' } : {}),
      })
    }
    return undefined
  }
}

/** To go-yaml v3 a carriage return alone ends a line, and so does U+0085; each becomes the one character that says so everywhere. */
function withLineFeeds(text: string): string {
  return text.replaceAll(/\r(?!\n)|\u0085/g, '\n')
}

function reportTooMany(path: string, { report, spent }: Reading, referredAt: Origin | undefined): void {
  const most =
    spent.files >= limits.files
      ? `${limits.files} compose files`
      : `${limits.totalSize / 1024 / 1024} MiB of compose files`
  const at = referredAt === undefined ? {} : { at: referredAt }
  report.error('too-large', `${asWritten(path, referredAt)} is not read: at most ${most} are read for one project`, {
    ...at,
    fix: 'include or extend fewer files',
  })
}

/** Why a file cannot be read, without its path. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return reasons.get(code) ?? (code === '' ? message : code)
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EISDIR', 'is a directory'],
  ['EACCES', 'permission denied'],
  ['ENXIO', 'is a socket, no file'],
  ['EAGAIN', 'has nothing to be read now'],
  ['EFBIG', `at most ${limits.fileSize / 1024} KiB are read`],
])
