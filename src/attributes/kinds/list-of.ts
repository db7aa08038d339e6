import type { Node } from '../../source/node.ts'
import { type Attribute, attribute, type Form, inside } from './attribute.ts'
import type { Scope } from './scope.ts'

/** A list whose items are attributes of their own. Files append; the empty list counts as absent. */
export function listOf<T>(item: Attribute<T>): Attribute<readonly T[]> {
  return attribute<readonly T[]>({
    canonical: (node, scope) => eachItem(node, scope, item.canonical),
    parse: (node, scope) => parseItems(node, scope, item),
    print: (value, form: Form) => value.map((one) => item.print(one, form)),
  })
}

/** The same sequence with `pass` run over each item; other nodes stay. */
function eachItem(node: Node, scope: Scope, pass: (item: Node, scope: Scope) => Node): Node {
  if (node.kind !== 'seq') return node
  return { ...node, items: node.items.map((item, index) => pass(item, inside(scope, index))) }
}

function parseItems<T>(node: Node, scope: Scope, item: Attribute<T>): readonly T[] | undefined {
  if (node.kind !== 'seq' || node.items.length === 0) return undefined
  return node.items.flatMap((one, index) => item.parse(one, inside(scope, index)) ?? [])
}
