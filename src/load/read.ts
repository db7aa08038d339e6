import type { Origin } from '../source/node.ts'
import type { Reading } from './context.ts'
import { type SourceFile, sourceFile } from '../source/file.ts'

/** Text of a compose file. Reports when it cannot be read, at the place that refers to it where there is one. */
export async function readSource(path: string, reading: Reading, referredAt?: Origin): Promise<SourceFile | undefined> {
  try {
    return sourceFile(path, await reading.world.readFile(path))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const at = referredAt === undefined ? {} : { at: referredAt }
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      reading.report.error('file-not-found', `${path} does not exist: no such file or directory`, {
        ...at,
        fix: 'correct the path or create the file',
      })
    } else {
      reading.report.error('file-unreadable', `cannot read ${path}: ${reasons.get(code ?? '') ?? message}`, {
        ...at,
        ...(code === 'EISDIR' ? { fix: 'name the compose file in it' } : {}),
      })
    }
    return undefined
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EISDIR', 'is a directory'],
  ['EACCES', 'permission denied'],
])
