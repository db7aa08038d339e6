import { type Node, sequence } from '../../source/node.ts'
import { type Attribute, attribute, extend, inside } from './attribute.ts'
import { reportInvalid } from './invalid.ts'
import { scalarText } from './scalars.ts'

/** A list of strings. Files append; the empty list counts as absent. */
export function list(): Attribute<readonly string[]> {
  return attribute<readonly string[]>({
    parse: (node) => (node.kind === 'seq' && node.items.length > 0 ? texts(node) : undefined),
    print: (value) => value,
  })
}

/** The texts of a sequence of scalars. Anything else in it is the schema's business and left out. */
export function texts(node: Node): readonly string[] {
  if (node.kind !== 'seq') return []
  return node.items.flatMap((item) => (item.kind === 'scalar' ? [scalarText(item)] : []))
}

/** The same attribute for which a lone scalar means a list of one (`env_file: a.env`). */
export function oneOrMany<T>(base: Attribute<T>): Attribute<T> {
  return extend(base, {
    canonical: (node, scope) =>
      base.canonical(node.kind === 'scalar' && node.value !== null ? sequence([node], node.at) : node, scope),
  })
}

/**
 * The same list where equal items stand once. An item is known by `keyOf`; a later one takes the place of an earlier
 * (COMPOSE.md: merging; compose-go's rule for sequences with a unique key).
 */
export function unique<T>(base: Attribute<T>, keyOf: (item: Node) => string = beforeEquals): Attribute<T> {
  return extend(base, {
    canonical: (node, scope) => collapse(base.canonical(node, scope), keyOf),
    merge: (earlier, later, scope) => collapse(base.merge(earlier, later, scope), keyOf),
  })
}

/** The same list; its numbers have no fraction and no exponent. */
export function wholeNumbers<T>(base: Attribute<T>): Attribute<T> {
  return extend(base, {
    parse: (node, scope) => {
      const items = node.kind === 'seq' ? [...node.items.entries()] : []
      for (const [index, item] of items) {
        if (item.kind !== 'scalar' || item.type !== 'float') continue
        reportInvalid(item, inside(scope, index), { be: 'a text or a whole number', example: '80' })
      }
      return base.parse(node, scope)
    },
  })
}

/** The text by which an item is known that has no key. */
export function textOf(item: Node): string {
  return item.kind === 'scalar' ? scalarText(item) : ''
}

function beforeEquals(item: Node): string {
  return textOf(item).split('=', 1)[0] ?? ''
}

function collapse(node: Node, keyOf: (item: Node) => string): Node {
  if (node.kind !== 'seq') return node
  const items = new Map<string, Node>()
  for (const item of node.items) items.set(keyOf(item), item)
  return items.size === node.items.length ? node : { ...node, items: [...items.values()] }
}
