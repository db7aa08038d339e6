import { type Attribute, extend } from './attribute.ts'
import { type Entry, type Node, text } from '../source/node.ts'
import { openDictionary } from './dictionary.ts'

/** Variables of the container. Null: not known where muster runs, so that the engine removes what the image sets. */
export const environment: Attribute<ReadonlyMap<string, string | null>> = extend(openDictionary(), {
  translate: (value, draft) => {
    const own = [...value].map(([key, given]) => (given === null ? key : `${key}=${given}`))
    draft.body.Env = [...(draft.body.Env ?? []), ...own].sort()
  },
})

/**
 * Gives the keys without value (`- TOKEN`, `TOKEN:`) the one that `lookup` knows; the others stay null.
 * Takes and returns the canonical node of `environment` or of build arguments.
 */
export function resolveBareKeys(node: Node, lookup: (key: string) => string | undefined): Node {
  if (node.kind !== 'map') return node
  const entries = new Map<string, Entry>()
  for (const [key, entry] of node.entries) {
    const known = entry.node.kind === 'scalar' && entry.node.value === null ? lookup(key) : undefined
    entries.set(key, known === undefined ? entry : { keyAt: entry.keyAt, node: resolved(entry, key, known) })
  }
  return { ...node, entries }
}

function resolved(entry: Entry, key: string, value: string): Node {
  return text(value, { ...entry.node.at, via: { kind: 'variable', raw: key, names: [key] } })
}
