import { type Attribute, extend } from './attribute.ts'
import { list, unique } from './list.ts'

/** Capabilities on top of the engine's default. */
export const capAdd: Attribute<readonly string[]> = extend(unique(list()), {
  translate: (value, draft) => {
    draft.body.HostConfig['CapAdd'] = effective(value)
  },
})

/** Capabilities taken away. One that is added as well is kept (docker compose 2.40.3). */
export const capDrop: Attribute<readonly string[]> = extend(unique(list()), {
  translate: (value, draft) => {
    const added = (draft.body.HostConfig['CapAdd'] ?? []) as readonly string[]
    const dropped = effective(value).filter((name) => !added.includes(name))
    if (dropped.length > 0) draft.body.HostConfig['CapDrop'] = dropped
  },
})

/** Upper case with `CAP_`, each once, sorted; ALL makes the others pointless. */
function effective(names: readonly string[]): readonly string[] {
  const all = new Set(names.map(fullName))
  return all.has('ALL') ? ['ALL'] : [...all].sort()
}

function fullName(name: string): string {
  const upper = name.trim().toUpperCase()
  return upper === 'ALL' || upper === 'RESET' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`
}
