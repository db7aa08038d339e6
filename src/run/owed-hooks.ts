import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder } from './private-folder.ts'

/**
 * Which containers have been started and not yet got their `post_start` hooks: an empty file for each, named after the
 * container's id. When muster dies in between, the next `up` makes up for it. Where nothing can be kept, nothing is owed.
 */
export interface OwedHooks {
  readonly owe: (id: string) => void
  readonly settle: (id: string) => void
}

/** The notes in a folder. */
export function owedHooks(folder: string): OwedHooks {
  const attempt = (write: () => void): void => {
    try {
      write()
    } catch {
      // A home that cannot be written to, or a note that is gone.
    }
  }
  return {
    owe: (id) =>
      attempt(() => {
        makePrivateFolder(folder)
        writeFileSync(join(folder, id), '')
      }),
    settle: (id) => attempt(() => rmSync(join(folder, id))),
  }
}

/** Ids of the containers that are owed hooks. */
export function readOwedHooks(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder))
  } catch {
    return new Set()
  }
}
