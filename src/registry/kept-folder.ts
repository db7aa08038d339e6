import { join } from 'node:path'
import type { Surroundings } from '../engine/credentials/docker-config.ts'
import { cacheFolder } from '../engine/host/cache-folder.ts'

/** Below which projects from registries are kept: docker compose's own folder in the user's cache. */
export function keptFolder(surroundings: Surroundings): string {
  return join(cacheFolder(surroundings), 'docker-compose')
}
