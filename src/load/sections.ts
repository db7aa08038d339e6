import { type Attribute, inside } from '../attributes/kinds/attribute.ts'
import { mergeMappings, mergeNodes } from '../attributes/kinds/merge-nodes.ts'
import type { Scope } from '../attributes/kinds/scope.ts'
import { serviceAttribute } from '../attributes/service.ts'
import { config, model, network, secret, volume } from '../attributes/top-level.ts'
import type { Entry, Mapping, Node, Tag } from '../source/node.ts'

/** The maps of the top level and the attribute of their members, in docker compose's order. */
const sections: ReadonlyMap<string, Attribute<unknown>> = new Map<string, Attribute<unknown>>(
  Object.entries({
    services: serviceAttribute,
    networks: network,
    volumes: volume,
    secrets: secret,
    configs: config,
    models: model,
  } as unknown as Record<string, Attribute<unknown>>),
)

/** Short forms of a whole file become long ones, and its relative paths absolute. */
export function canonicalModel(file: Mapping, scope: Scope): Mapping {
  return mapEntries(file, (node, key) => {
    const attribute = sections.get(key)
    if (attribute === undefined || node.kind !== 'map') return node
    return mapEntries(node, (member, name) => attribute.canonical(member, inside(inside(scope, key), name)))
  })
}

/** Lays one canonical file on another by the rules of COMPOSE.md: merging. */
export function mergeModels(base: Mapping, over: Mapping, scope: Scope): Mapping {
  return mergeMappings(base, over, (earlier, later, key) => {
    const attribute = sections.get(key)
    if (attribute === undefined || earlier.kind !== 'map' || later.kind !== 'map') {
      return mergeNodes(earlier, later, inside(scope, key))
    }
    return mergeMappings(earlier, later, (first, second, name) => {
      if (second.kind === 'scalar' && second.value === null) return first
      return attribute.merge(first, second, inside(inside(scope, key), name))
    })
  })
}

/** The same mapping with each value replaced; keys keep their places, values their `!reset` and `!override`. */
export function mapEntries(map: Mapping, change: (node: Node, key: string) => Node): Mapping {
  const entries = new Map<string, Entry>()
  for (const [key, entry] of map.entries) {
    entries.set(key, { keyAt: entry.keyAt, node: tagged(change(entry.node, key), entry.node.tag) })
  }
  return { ...map, entries }
}

function tagged(node: Node, tag: Tag | undefined): Node {
  return tag === undefined ? node : { ...node, tag }
}

/** Whether `!reset` marks anything in the tree. */
export function hasReset(node: Node): boolean {
  if (node.tag === 'reset') return true
  switch (node.kind) {
    case 'scalar':
      return false
    case 'seq':
      return node.items.some(hasReset)
    case 'map':
      for (const entry of node.entries.values()) if (hasReset(entry.node)) return true
      return false
  }
}

/** The same tree without what `!reset` marks, and without tags. */
export function withoutTags(node: Node): Node {
  const { tag: _tag, ...rest } = node
  if (rest.kind === 'scalar') return rest
  if (rest.kind === 'seq') return { ...rest, items: rest.items.map(withoutTags) }
  const kept = [...rest.entries].filter(([, entry]) => entry.node.tag !== 'reset')
  return { ...rest, entries: new Map(kept.map(([key, entry]) => [key, { ...entry, node: withoutTags(entry.node) }])) }
}

/** What was merged with a document's value, once more with what that resets: earlier files may have it, too. */
export function withResetsOf(document: Node, merged: Node): Node {
  if (document.kind !== 'map' || merged.kind !== 'map' || !hasReset(document)) return merged
  const entries = new Map(merged.entries)
  for (const [key, entry] of document.entries) {
    const there = entries.get(key)
    if (there !== undefined) entries.set(key, { ...there, node: withResetsOf(entry.node, there.node) })
    else if (entry.node.tag === 'reset') entries.set(key, entry)
  }
  return { ...merged, entries }
}

/** The same tree without what `!reset` marks: nothing is left for it to remove. On list items the tag means nothing (quirk 6). */
export function withoutResets(node: Node): Node {
  switch (node.kind) {
    case 'scalar':
      return node
    case 'seq':
      return { ...node, items: node.items.map(withoutResets) }
    case 'map': {
      const kept = [...node.entries].filter(([, entry]) => entry.node.tag !== 'reset')
      return {
        ...node,
        entries: new Map(kept.map(([key, entry]) => [key, { ...entry, node: withoutResets(entry.node) }])),
      }
    }
  }
}
