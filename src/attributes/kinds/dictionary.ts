import { type Entry, type Mapping, type Node, nothing, type Scalar, text } from '../../source/node.ts'
import { type Attribute, attribute, extend, inside } from './attribute.ts'
import { reportInvalid } from './invalid.ts'
import { mergeMappings, mergeNodes } from './merge-nodes.ts'
import { originWithin } from './origin-within.ts'
import { scalarText } from './scalars.ts'
import type { Scope } from './scope.ts'

/** `K: V` or a list of `K=V`; a key without value has the empty text (labels, annotations, sysctls). */
export function dictionary(): Attribute<ReadonlyMap<string, string>> {
  return attribute<ReadonlyMap<string, string>>({
    canonical: toMapping,
    merge: mergeDictionaries,
    parse: (node) => pairs(node, (value) => scalarText(value)),
    print: (value) => value,
  })
}

/** As `dictionary`, but a key without value is null: its value comes from elsewhere (environment, build arguments). */
export function openDictionary(): Attribute<ReadonlyMap<string, string | null>> {
  return attribute<ReadonlyMap<string, string | null>>({
    canonical: (node, scope) => {
      reportTrailingSpaces(node, scope)
      return toMapping(node)
    },
    merge: mergeDictionaries,
    parse: (node) => pairs(node, (value) => (value.value === null ? null : scalarText(value))),
    print: (value) => value,
  })
}

/** What Go counts as space, of the first 256 characters: docker compose 2.40.3 looks at one byte. */
const trailingSpace = /[\t-\r \u0085\u00A0]$/

/** Only lists are checked (2.40.3). */
function reportTrailingSpaces(node: Node, scope: Scope): void {
  for (const [index, item] of node.kind === 'seq' ? node.items.entries() : []) {
    if (item.kind !== 'scalar' || !trailingSpace.test(scalarText(item).split('=', 1)[0] ?? '')) continue
    reportInvalid(item, inside(scope, index), { be: 'a name without trailing space', example: 'NAME=value' })
  }
}

/** Options that may only be a mapping; across files a null keeps the earlier value (`storage_opt`, `driver_opts`). */
export function options(): Attribute<ReadonlyMap<string, string>> {
  return extend(dictionary(), { canonical: (node) => node, merge: mergeNodes })
}

/** The same mapping; its numbers have no fraction and no exponent. */
export function withoutFloats<T>(base: Attribute<T>): Attribute<T> {
  return extend(base, {
    parse: (node, scope) => {
      for (const [key, { node: value }] of node.kind === 'map' ? node.entries : []) {
        if (value.kind !== 'scalar' || value.type !== 'float') continue
        reportInvalid(value, inside(scope, key), { be: 'a text or a whole number', example: `${key}: "1.5"` })
      }
      return base.parse(node, scope)
    },
  })
}

/** The same within an item of a list, where files never merge it: it stays a list while nobody knows what its variables hold (2.40.3). */
export function unmerged<T>(base: Attribute<T>): Attribute<T> {
  return extend(base, { canonical: (node, scope) => (scope.unfilled ? node : base.canonical(node, scope)) })
}

/** A list of `K=V` as a mapping: of equal keys the last wins, a key without `=` gets null. Other nodes stay. */
export function toMapping(node: Node): Node {
  if (node.kind !== 'seq') return node
  const entries = new Map<string, Entry>()
  for (const item of node.items) {
    if (item.kind === 'scalar') entries.set(...entryOf(item))
  }
  return { kind: 'map', entries, at: node.at, short: true, ...(node.tag === undefined ? {} : { tag: node.tag }) }
}

function entryOf(item: Scalar): [string, Entry] {
  const written = scalarText(item)
  const equals = written.indexOf('=')
  if (equals < 0) return [written, { keyAt: item.at, node: nothing(item.at) }]
  const value = text(written.slice(equals + 1), originWithin(item, equals + 1, written.length))
  return [written.slice(0, equals), { keyAt: originWithin(item, 0, equals), node: value }]
}

/**
 * Later keys win, also with null: `K` without value is a value of its own ("from the environment"). docker compose merges
 * lists of `K=V`, in which `!reset` of a key finds nothing (quirk 6).
 */
function mergeDictionaries(base: Node, over: Node, scope: Scope): Node {
  if (base.kind === 'map' && over.kind === 'scalar' && over.value === null) return { ...base, short: true }
  if (base.kind !== 'map' || over.kind !== 'map') return mergeNodes(base, over, scope)
  return { ...mergeMappings(base, base.short ? withoutResetKeys(over) : over, (_earlier, later) => later), short: true }
}

function withoutResetKeys(over: Mapping): Mapping {
  return { ...over, entries: new Map([...over.entries].filter(([, { node }]) => node.tag !== 'reset')) }
}

function pairs<V>(node: Node, read: (value: Scalar) => V): ReadonlyMap<string, V> | undefined {
  if (node.kind !== 'map' || node.entries.size === 0) return undefined
  const values = new Map<string, V>()
  for (const [key, entry] of node.entries) {
    if (entry.node.kind === 'scalar') values.set(key, read(entry.node))
  }
  return values
}
