import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder } from '../../run/private-folder.ts'
import { stateFolder } from './state-folder.ts'
import type { World } from './world.ts'

/**
 * The secret with which this user's musters digest contents: made on first use, kept in the user's state folder, readable
 * by the user alone. Undefined where it cannot be kept: then changed contents are not noticed.
 */
export function contentKey({ env, home }: Pick<World, 'env' | 'home'>): string | undefined {
  const folder = stateFolder({ env, home })
  const path = join(folder, 'content-key')
  try {
    return readKey(path) ?? makeKey(folder, path)
  } catch {
    return undefined
  }
}

function readKey(path: string): string | undefined {
  try {
    const key = readFileSync(path, 'utf8').trim()
    return key.length >= 40 ? key : undefined
  } catch {
    return undefined
  }
}

/** Two that make one at once agree on the first. */
function makeKey(folder: string, path: string): string | undefined {
  makePrivateFolder(folder)
  try {
    // One that a full disk has left without content never was a key.
    if (statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path)
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readKey(path)
}
