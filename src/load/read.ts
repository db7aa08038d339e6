import type { Origin } from '../source/node.ts'
import { asWritten } from './as-written.ts'
import type { Reading } from './context.ts'
import { type SourceFile, sourceFile } from '../source/file.ts'

/** Text of a compose file. Reports when it cannot be read, at the place that refers to it where there is one. */
export async function readSource(path: string, reading: Reading, referredAt?: Origin): Promise<SourceFile | undefined> {
  try {
    return sourceFile(path, await reading.world.readFile(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const shown = asWritten(path, referredAt)
    const at = referredAt === undefined ? {} : { at: referredAt }
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      reading.report.error('file-not-found', `${shown} does not exist: no such file or directory`, {
        ...at,
        fix: 'correct the path or create the file',
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

/** Why a file cannot be read, without its path. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return reasons.get(code) ?? (code === '' ? message : code)
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EISDIR', 'is a directory'],
  ['EACCES', 'permission denied'],
])
