import type { Node } from '../source/node.ts'
import { float64, type Plain } from '../plain.ts'

/** The value without its positions. Mappings become `Map`s, in the order of the file. */
export function plainOf(node: Node): Plain {
  switch (node.kind) {
    case 'scalar':
      return node.type === 'float' && Number.isInteger(node.value) ? { [float64]: Number(node.value) } : node.value
    case 'seq':
      return node.items.map(plainOf)
    case 'map':
      return new Map([...node.entries].map(([key, entry]) => [key, plainOf(entry.node)]))
  }
}
