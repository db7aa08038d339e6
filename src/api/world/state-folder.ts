import { isAbsolute, join } from 'node:path'
import { UnusablePath } from './unusable-path.ts'
import type { World } from './world.ts'
import { xdgFolder } from './xdg-folder.ts'

/** Where muster keeps what it must know of the user's machine later: `~/.local/state/muster`. */
export function stateFolder(world: Pick<World, 'env' | 'home'>): string {
  return join(xdgFolder('XDG_STATE_HOME', world, join('.local', 'state')), 'muster')
}

/** Where is noted which containers are owed hooks. */
export function owedFolder(world: Pick<World, 'env' | 'home'>): string {
  return join(stateFolder(world), 'owed-hooks')
}

/**
 * Writes something there that has to be known later. Throws UnusablePath where that cannot be, with the folder, the variable that names it and the
 * reason. `what` is said of it: `the time of the project`.
 */
export function writtenToState<T>(what: string, world: Pick<World, 'env' | 'home'>, write: () => T): T {
  try {
    return write()
  } catch (cause) {
    throw new UnusablePath(
      `${what} cannot be noted in ${stateFolder(world)} (from ${variableOf(world)}): ${reasonOf(cause)}`,
      'set XDG_STATE_HOME to a folder with room that you can write to, and nobody else',
      { cause },
    )
  }
}

function variableOf({ env }: Pick<World, 'env'>): string {
  return isAbsolute(env.get('XDG_STATE_HOME') ?? '') ? 'XDG_STATE_HOME' : 'HOME'
}

/** In words, where the kernel has only a number. */
export function reasonOf(error: unknown): string {
  const { code, message, path } = error as NodeJS.ErrnoException
  const words = reasons.get(code ?? '')
  if (words === undefined) return message
  return path === undefined ? words : `${words} (${path})`
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EDQUOT', 'your share of the disk is used up'],
  ['ELOOP', 'a link leads back to itself'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ENOENT', 'no folder can be made there'],
  ['ENOSPC', 'the disk is full'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EPERM', 'not permitted'],
  ['EROFS', 'it can only be read'],
])
