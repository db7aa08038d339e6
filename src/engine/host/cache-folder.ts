import { join } from 'node:path'
import type { Surroundings } from '../credentials/docker-config.ts'

/** The folder of the user's caches: XDG_CACHE_HOME, or that of the system, as Go's os.UserCacheDir. */
export function cacheFolder({ env, home }: Surroundings): string {
  const named = env.get('XDG_CACHE_HOME') ?? ''
  if (named.startsWith('/')) return named
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache')
}
