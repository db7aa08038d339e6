import { userInfo } from 'node:os'
import { isAbsolute } from 'node:path'

/**
 * The user's folder: HOME, and where that is unset, empty or relative, what the system knows of the user. The current folder never
 * stands in for it: what a checkout brings (`.config`, `.docker`) is not the user's word. A user whom the system does not know, as in
 * many a container, has `/`, which docker gives such users, too.
 */
export function homeFolder(env: ReadonlyMap<string, string>): string {
  const named = env.get('HOME') ?? ''
  if (isAbsolute(named)) return named
  try {
    const { homedir } = userInfo()
    return isAbsolute(homedir) ? homedir : '/'
  } catch {
    return '/'
  }
}
