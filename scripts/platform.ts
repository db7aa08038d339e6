import { readFileSync } from 'node:fs'

/** Can scripts/engine/up start a private engine of this line here? As root on Debian; on Ubuntu just its own line of Docker. */
export function canStartEngine(line: string): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    const family = line === '20' || line === 'podman' ? /^ID=debian/m : /^ID(_LIKE)?=.*(debian|ubuntu)/m
    return family.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}
