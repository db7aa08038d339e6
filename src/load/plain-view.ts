import type { Node } from '../source/node.ts'

/** Data as the validator reads it. Shared nodes stay shared; a timestamp is of no JSON type at all. */
export function plainView(node: Node, done: Map<Node, unknown> = new Map<Node, unknown>()): unknown {
  if (node.kind === 'scalar') {
    if (node.type === 'timestamp') return timestamp
    if (typeof node.value === 'bigint') return Number(node.value)
    return typeof node.value === 'number' && !Number.isFinite(node.value) ? 0.5 : node.value
  }
  const known = done.get(node)
  if (known !== undefined) return known
  if (node.kind === 'seq') {
    const items = node.items.map((item) => plainView(item, done))
    done.set(node, items)
    return items
  }
  // Without a prototype, so that `__proto__` is a key like any other.
  const record = Object.create(null) as Record<string, unknown>
  for (const [key, entry] of node.entries) record[key] = plainView(entry.node, done)
  done.set(node, record)
  return record
}

const timestamp = Symbol('timestamp')
