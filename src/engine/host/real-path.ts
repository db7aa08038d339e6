import { realpathSync } from 'node:fs'

/** Where a path leads to; the path itself where nothing is there, or nobody may look. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
