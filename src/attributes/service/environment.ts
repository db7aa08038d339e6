import { type Entry, type Node, text } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { openDictionary } from '../kinds/dictionary.ts'

/** Variables of the container. Null: not known where muster runs, so that the engine removes what the image sets. */
export const environment: Attribute<ReadonlyMap<string, string | null>> = extend(openDictionary(), {
  translate: (value, draft) => {
    const own = [...value].map(([key, given]) => (given === null ? key : `${key}=${given}`))
    draft.body.Env = [...(draft.body.Env ?? []), ...own].sort()
  },
})

/**
 * Gives the keys without value (`- TOKEN`, `TOKEN:`) the one that `lookup` knows; the others stay null.
 * Of `listed` ones only those that were written as items of a list. Takes and returns the canonical node of `environment` or of build arguments.
 */
export function resolveBareKeys(
  node: Node,
  lookup: (key: string) => string | undefined,
  which: 'all' | 'listed' = 'all',
): Node {
  if (node.kind !== 'map') return node
  const entries = new Map<string, Entry>()
  for (const [key, entry] of node.entries) {
    const isBare = entry.node.kind === 'scalar' && entry.node.value === null
    const known = isBare && (which === 'all' || isListed(entry)) ? lookup(key) : undefined
    entries.set(key, known === undefined ? entry : { keyAt: entry.keyAt, node: resolved(entry, key, known) })
  }
  return { ...node, entries }
}

/** The item of a list is the place of the key and of the value. */
function isListed({ keyAt, node: { at } }: Entry): boolean {
  return keyAt.file === at.file && keyAt.start === at.start && keyAt.end === at.end
}

function resolved(entry: Entry, key: string, value: string): Node {
  return text(value, { ...entry.node.at, via: { kind: 'variable', raw: key, names: [key] } })
}
