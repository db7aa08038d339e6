import { float64, instant, type Plain } from '../../plain.ts'
import type { Node, Scalar } from '../../source/node.ts'
import { rfc3339 } from '../../source/yaml-scalar.ts'

/** The value without its positions. Mappings become `Map`s, in the order of the file. */
export function plainOf(node: Node): Plain {
  switch (node.kind) {
    case 'scalar':
      return plainScalar(node)
    case 'seq':
      return node.items.map(plainOf)
    case 'map':
      return new Map([...node.entries].map(([key, entry]) => [key, plainOf(entry.node)]))
  }
}

function plainScalar({ type, value }: Scalar): Plain {
  if (type === 'float' && Number.isInteger(value)) return { [float64]: Number(value) }
  return type === 'timestamp' ? { [instant]: rfc3339(String(value)) } : value
}
