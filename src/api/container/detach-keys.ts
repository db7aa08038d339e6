import { configDirectory, readDockerConfig } from '../../engine/credentials/docker-config.ts'
import { defaultDetachKeys, parseDetachKeys } from '../../run/detach-keys.ts'
import type { World } from '../world/world.ts'

/** What lets go of a terminal: as docker writes it, and in bytes. */
export interface DetachKeys {
  readonly text: string
  readonly bytes: Uint8Array
}

/** `--detach-keys`, `detachKeys` of docker's config.json, or docker's default. Throws for keys that are none. */
export function detachKeysOf(given: string | undefined, world: Pick<World, 'env' | 'home'>): DetachKeys {
  const text = given || readDockerConfig(configDirectory(world)).detachKeys || defaultDetachKeys
  return { text, bytes: parseDetachKeys(text) }
}
