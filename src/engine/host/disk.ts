import { statfsSync } from 'node:fs'

/** Room on the disk that a folder lies on, in bytes, and how many files more it may have. */
export interface Disk {
  readonly folder: string
  readonly total: number
  readonly free: number
  /** Undefined where the file system has no such limit. */
  readonly files?: { readonly total: number; readonly free: number }
}

/** Undefined where the folder is not there or must not be looked at. `free` is what users other than root may have. */
export function diskOf(folder: string): Disk | undefined {
  try {
    const { bsize, blocks, bavail, files, ffree } = statfsSync(folder)
    const limit = files === 0 ? {} : { files: { total: files, free: ffree } }
    return { folder, total: blocks * bsize, free: bavail * bsize, ...limit }
  } catch {
    return undefined
  }
}
