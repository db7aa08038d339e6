import type { Plain } from '../plain.ts'
import type { Node, Path } from '../source/node.ts'

/** A tree in which a path can be looked for: keys of a mapping, indexes of a list. */
export type Tree = Node | Plain

/**
 * The path that a text names in a tree: `services.web.ports[0]`, `services.web.ports.0`. Keys may hold dots
 * (`services.web.labels.traefik.enable`): the longest key that leads on is taken. Undefined where there is none.
 */
export function findPath(text: string, tree: Tree): Path | undefined {
  if (text === '') return []
  const keys = keysOf(tree)
    .filter((key) => leadsOn(text, key))
    .sort((a, b) => b.length - a.length)
  for (const key of keys) {
    const rest = findPath(
      text
        .slice(key.length)
        .replace(/^[.\]]+/, '')
        .replace(/^\[/, ''),
      childOf(tree, key),
    )
    if (rest !== undefined) return [stepOf(tree, key), ...rest]
  }
  return undefined
}

/** The longest part of a text that names something, and what could come next. */
export function nearestPath(text: string, tree: Tree): { readonly known: string; readonly next: readonly string[] } {
  for (let end = text.length; end > 0; end = text.slice(0, end).search(/[.[][^.[]*$/)) {
    const known = text.slice(0, end)
    const path = findPath(known, tree)
    if (path !== undefined)
      return { known, next: keysOf(path.reduce<Tree>((at, step) => childOf(at, String(step)), tree)) }
  }
  return { known: '', next: keysOf(tree) }
}

function leadsOn(text: string, key: string): boolean {
  return text.startsWith(key) && /^$|^[.[\]]/.test(text.slice(key.length))
}

function keysOf(tree: Tree): readonly string[] {
  if (isNode(tree)) {
    if (tree.kind === 'map') return [...tree.entries.keys()]
    return tree.kind === 'seq' ? tree.items.map((_, index) => String(index)) : []
  }
  if (tree === null || typeof tree !== 'object') return []
  if (tree instanceof Map) return [...(tree as ReadonlyMap<string, Plain>).keys()]
  return Object.keys(tree)
}

function childOf(tree: Tree, key: string): Tree {
  if (isNode(tree)) {
    if (tree.kind === 'map') return tree.entries.get(key)?.node ?? null
    return tree.kind === 'seq' ? (tree.items[Number(key)] ?? null) : null
  }
  if (tree === null || typeof tree !== 'object') return null
  if (tree instanceof Map) return (tree as ReadonlyMap<string, Plain>).get(key) ?? null
  return (tree as Readonly<Record<string, Plain>>)[key] ?? null
}

function stepOf(tree: Tree, key: string): string | number {
  const isList = isNode(tree) ? tree.kind === 'seq' : Array.isArray(tree)
  return isList ? Number(key) : key
}

function isNode(tree: Tree): tree is Node {
  return tree !== null && typeof tree === 'object' && 'at' in tree && 'kind' in tree && !(tree instanceof Map)
}
