import type { Entry, Mapping, Node } from '../source/node.ts'

/**
 * The default merge of the specification: mappings deep, sequences appended, everything else replaced;
 * a null in the later file keeps the earlier value (reference 2.12).
 */
export function mergeNodes(base: Node, over: Node): Node {
  if (over.kind === 'scalar' && over.value === null) return base
  if (base.kind === 'map' && over.kind === 'map') return mergeMappings(base, over, mergeNodes)
  if (base.kind === 'seq' && over.kind === 'seq') return { ...over, items: [...base.items, ...over.items] }
  return over
}

/** Lays one mapping on another with a rule for the keys that both have; `!reset` removes and `!override` replaces. */
export function mergeMappings(
  base: Mapping,
  over: Mapping,
  rule: (base: Node, over: Node, key: string) => Node,
): Mapping {
  const entries = new Map<string, Entry>(base.entries)
  for (const [key, entry] of over.entries) {
    const earlier = base.entries.get(key)
    if (entry.node.tag === 'reset') entries.delete(key)
    else if (earlier === undefined || entry.node.tag === 'override') entries.set(key, entry)
    else entries.set(key, { keyAt: entry.keyAt, node: rule(earlier.node, entry.node, key) })
  }
  return { ...over, entries }
}
