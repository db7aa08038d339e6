import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Surroundings } from '../engine/credentials/docker-config.ts'

/** Certificates that are trusted for a registry beside the system's: `*.crt` below `certs.d/HOST`, where the engine has them. */
export function authoritiesIn({ home }: Surroundings): (host: string) => readonly string[] {
  return (host) =>
    ['/etc/docker/certs.d', join(home, '.docker', 'certs.d')].flatMap((folder) => certificatesIn(join(folder, host)))
}

function certificatesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.crt'))
    return names.toSorted().map((name) => readFileSync(join(folder, name), 'utf8'))
  } catch {
    return []
  }
}
