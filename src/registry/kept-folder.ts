import { join } from 'node:path'
import type { Surroundings } from '../engine/credentials/docker-config.ts'

/** Below which projects from registries are kept: docker compose's own folder in the user's cache (as Go's os.UserCacheDir). */
export function keptFolder(surroundings: Surroundings): string {
  return join(cacheFolder(surroundings), 'docker-compose')
}

/** The user's cache. */
export function cacheFolder({ env, home }: Surroundings): string {
  const named = env.get('XDG_CACHE_HOME') ?? ''
  if (named.startsWith('/')) return named
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache')
}
