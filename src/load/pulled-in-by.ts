import type { Entry, Node, Origin, Via } from '../source/node.ts'

/** The same tree, each of its nodes knowing that `via` pulled it in. What pulled it in earlier stays in the chain. */
export function pulledInBy(node: Node, via: Via): Node {
  const at = chained(node.at, via)
  switch (node.kind) {
    case 'scalar':
      return { ...node, at }
    case 'seq':
      return { ...node, at, items: node.items.map((item) => pulledInBy(item, via)) }
    case 'map': {
      const entries = new Map<string, Entry>()
      for (const [key, entry] of node.entries) {
        entries.set(key, { keyAt: chained(entry.keyAt, via), node: pulledInBy(entry.node, via) })
      }
      return { ...node, at, entries }
    }
  }
}

function chained(origin: Origin, via: Via): Origin {
  return { ...origin, via: append(origin.via, via) }
}

function append(first: Via | undefined, last: Via): Via {
  if (first === undefined) return last
  if (first.kind === 'variable') return { ...first, before: append(first.before, last) }
  return { ...first, at: chained(first.at, last) }
}
