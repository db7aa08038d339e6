import { readFileSync, statSync } from 'node:fs'
import { UnusablePath } from './unusable-path.ts'

/**
 * The current folder. Node shows bytes that are not UTF-8 as U+FFFD: that names another folder, or none, and a search upwards
 * from there finds the project of somebody else. Throws UnusablePath where the folder has such a name, or is gone.
 */
export function currentFolder(): string {
  const folder = workingDirectory()
  if (!folder.includes(replacement) || isHere(folder)) return folder
  throw new UnusablePath(
    `the name of the current folder is not UTF-8: ${folder}`,
    'rename the folder, or go to another one: muster cannot name what is in it',
  )
}

/**
 * Refuses a path of the command line or the environment whose bytes are not UTF-8: what is read or made in its stead would be
 * another one. Throws UnusablePath.
 */
export function requireText(path: string, what: string): void {
  if (!path.includes(replacement)) return
  if (hasTextOnly('cmdline') && hasTextOnly('environ')) return
  throw new UnusablePath(`${what}: its name is not UTF-8: ${path}`, 'rename it: muster cannot name what is in it')
}

const replacement = '\uFFFD'

function workingDirectory(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new UnusablePath('the current folder does not exist any more', 'go to one that exists (`cd`)', { cause })
  }
}

function isHere(folder: string): boolean {
  try {
    const [named, here] = [statSync(folder), statSync('.')]
    return named.ino === here.ino && named.dev === here.dev
  } catch {
    return false
  }
}

/** Elsewhere than on Linux there is nothing to look at, and file systems take no other names. */
function hasTextOnly(what: 'cmdline' | 'environ'): boolean {
  try {
    const bytes = readFileSync(`/proc/self/${what}`)
    return Buffer.from(bytes.toString('utf8')).equals(bytes)
  } catch {
    return true
  }
}
