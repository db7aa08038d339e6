import type { Attribute } from '../kinds/attribute.ts'
import { list, unique } from '../kinds/list.ts'
import { inHostConfig } from '../kinds/payload.ts'

/** Capabilities on top of the engine's default. */
export const capAdd: Attribute<readonly string[]> = inHostConfig(unique(list()), 'CapAdd', fullNames)

/** Capabilities taken away; the engine keeps those that are added as well. */
export const capDrop: Attribute<readonly string[]> = inHostConfig(unique(list()), 'CapDrop', fullNames)

/** Upper case with `CAP_`, each once, sorted, as docker compose 2.40.3 sends them. */
function fullNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(fullName))].sort()
}

function fullName(name: string): string {
  const upper = name.trim().toUpperCase()
  return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`
}
