import { type Entry, mapping, type Mapping, type Node, nothing } from '../../source/node.ts'
import { type Attribute, attribute, inside } from './attribute.ts'
import { mergeMappings, mergeNodes } from './merge-nodes.ts'
import { scalarText } from './scalars.ts'
import type { Scope } from './scope.ts'

/** A mapping from names of the user to a record or null; a list of names means null for each (`networks`, `models`). */
export function namedMap<T>(
  item: Attribute<T>,
  absent: (item: Node) => Node = ({ at }) => nothing(at),
): Attribute<ReadonlyMap<string, T | null>> {
  return attribute<ReadonlyMap<string, T | null>>({
    canonical: (node, scope) => eachEntry(expandNames(node, absent), scope, item.canonical),
    merge: (base, over, scope) => {
      if (base.kind !== 'map' || over.kind !== 'map') return mergeNodes(base, over, scope)
      return mergeMappings(base, over, (earlier, later, key) => {
        return earlier.kind === 'map' && later.kind === 'map'
          ? item.merge(earlier, later, inside(scope, key))
          : mergeNodes(earlier, later, inside(scope, key))
      })
    },
    parse: (node, scope) => parseEntries(node, scope, item),
    print: (value, form) => new Map([...value].map(([key, one]) => [key, one === null ? null : item.print(one, form)])),
  })
}

/** The same mapping with `pass` run over each value; other nodes stay. */
export function eachEntry(node: Node, scope: Scope, pass: (value: Node, scope: Scope) => Node): Node {
  if (node.kind !== 'map') return node
  const entries = new Map<string, Entry>()
  for (const [key, entry] of node.entries) {
    const passed = pass(entry.node, inside(scope, key))
    const { tag } = entry.node
    entries.set(key, { keyAt: entry.keyAt, node: tag === undefined ? passed : { ...passed, tag } })
  }
  return { ...node, entries }
}

function expandNames(node: Node, absent: (item: Node) => Node): Node {
  if (node.kind !== 'seq') return node
  const names = node.items.flatMap((item): [string, Node][] =>
    item.kind === 'scalar' ? [[scalarText(item), absent(item)]] : [],
  )
  const expanded: Mapping = mapping(names, node.at)
  return node.tag === undefined ? expanded : { ...expanded, tag: node.tag }
}

function parseEntries<T>(node: Node, scope: Scope, item: Attribute<T>): ReadonlyMap<string, T | null> | undefined {
  if (node.kind !== 'map' || node.entries.size === 0) return undefined
  const values = new Map<string, T | null>()
  for (const [key, entry] of node.entries) values.set(key, item.parse(entry.node, inside(scope, key)) ?? null)
  return values
}
