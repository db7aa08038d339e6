import type { Entry, Node, Origin, Via } from '../source/node.ts'

/**
 * The same tree, each of its nodes knowing that `via` pulled it in. What pulled it in earlier stays in the chain, which nodes that
 * came the same way share: with a chain for each, a row of a hundred services of some thousand values fills the memory.
 */
export function pulledInBy(node: Node, via: Via): Node {
  return pulled(node, { via, longer: new Map() })
}

interface Pull {
  readonly via: Via
  /** Chains that were there before, and what they have become. */
  readonly longer: Map<Via, Via>
}

function pulled(node: Node, by: Pull): Node {
  const at = chained(node.at, by)
  switch (node.kind) {
    case 'scalar':
      return { ...node, at }
    case 'seq':
      return { ...node, at, items: node.items.map((item) => pulled(item, by)) }
    case 'map': {
      const entries = new Map<string, Entry>()
      for (const [key, entry] of node.entries) {
        entries.set(key, { keyAt: chained(entry.keyAt, by), node: pulled(entry.node, by) })
      }
      return { ...node, at, entries }
    }
  }
}

function chained(origin: Origin, by: Pull): Origin {
  return { ...origin, via: append(origin.via, by) }
}

function append(first: Via | undefined, by: Pull): Via {
  if (first === undefined) return by.via
  const known = by.longer.get(first)
  if (known !== undefined) return known
  const longer: Via =
    first.kind === 'variable' ? { ...first, before: append(first.before, by) } : { ...first, at: chained(first.at, by) }
  by.longer.set(first, longer)
  return longer
}
