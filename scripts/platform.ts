import { readFileSync } from 'node:fs'

/** Can scripts/engine/up start a private engine here? It unpacks packages of Debian or Ubuntu, as root. */
export function canStartEngine(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}
