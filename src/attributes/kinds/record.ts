import type { Plain, PlainRecord } from '../../plain.ts'
import { type Entry, type Node, withEntry } from '../../source/node.ts'
import type { ContainerDraft } from '../../spec.ts'
import { type Attribute, attribute, type Form, inside, type ValueOf } from './attribute.ts'
import { mergeMappings, mergeNodes } from './merge-nodes.ts'
import { plainOf } from './plain-of.ts'
import type { Scope } from './scope.ts'
import type { Translation } from './translation.ts'

/** The `x-*` keys of a record: printed by `config` as YAML, never as JSON and never hashed. */
export const extensions: unique symbol = Symbol('x-*')

/** The value of a record: each field's value where it is set, and its `x-*` keys. */
export type RecordValue<F> = { readonly [K in keyof F]?: ValueOf<F[K]> } & {
  readonly [extensions]?: ReadonlyMap<string, Plain>
}

/** The same mapping without its `x-*`, where docker compose 2.40.3 has no place for them. Other nodes stay. */
export function withoutExtensions(node: Node): Node {
  if (node.kind !== 'map') return node
  return { ...node, entries: new Map([...node.entries].filter(([key]) => !key.startsWith('x-'))) }
}

/**
 * A mapping with known keys. Passes go to each key's own attribute; printing keeps the order of `fields`, which is
 * the order of docker compose's struct. Keys that are not in `fields` are the schema's business.
 */
export function record<F extends Readonly<Record<string, unknown>>>(fields: F): Attribute<RecordValue<F>> {
  const known = new Map(Object.entries(fields) as [string, Attribute<unknown>][])
  return attribute<RecordValue<F>>({
    canonical: (node, scope) => canonicalFields(node, known, scope),
    merge: (base, over, scope) => mergeFields(base, over, { known, scope }),
    parse: (node, scope) => parseFields(node, known, scope) as RecordValue<F> | undefined,
    print: (value, form) => printFields(value, known, form),
    translate: (value, draft, to) => translateFields(value, known, { draft, to }),
  })
}

type Known = ReadonlyMap<string, Attribute<unknown>>

function canonicalFields(node: Node, known: Known, scope: Scope): Node {
  if (node.kind !== 'map') return node
  const entries = new Map<string, Entry>()
  for (const [key, entry] of node.entries) {
    const tagged = entry.node.tag
    const passed = known.get(key)?.canonical(entry.node, inside(scope, key)) ?? entry.node
    entries.set(key, { keyAt: entry.keyAt, node: tagged === undefined ? passed : { ...passed, tag: tagged } })
  }
  return { ...node, entries }
}

function mergeFields(base: Node, over: Node, by: { readonly known: Known; readonly scope: Scope }): Node {
  if (base.kind !== 'map' || over.kind !== 'map') return mergeNodes(base, over, by.scope)
  return mergeMappings(base, over, (earlier, later, key) => {
    const rule = by.known.get(key)?.merge ?? mergeNodes
    return rule(earlier, later, inside(by.scope, key))
  })
}

function parseFields(node: Node, known: Known, scope: Scope): object | undefined {
  if (node.kind !== 'map') return undefined
  const value: Record<PropertyKey, unknown> = {}
  for (const [key, field] of known) {
    const entry = node.entries.get(key)
    if (entry === undefined) continue
    const parsed = field.parse(entry.node, inside(scope, key))
    if (parsed !== undefined) value[key] = parsed
  }
  const extra = [...node.entries].filter(([key]) => key.startsWith('x-'))
  if (extra.length > 0) value[extensions] = new Map(extra.map(([key, entry]) => [key, plainOf(entry.node)]))
  return value
}

function printFields(value: object, known: Known, form: Form): Plain {
  const printed: Record<string, Plain | undefined> = {}
  for (const [key, field] of known) {
    const set = (value as Record<string, unknown>)[key]
    const plain = printField(field, set, form)
    if (plain !== undefined) printed[key] = plain
  }
  const extra = (value as { [extensions]?: ReadonlyMap<string, Plain> })[extensions]
  if (form === 'yaml' && extra !== undefined) {
    for (const [key, plain] of [...extra].sort(([a], [b]) => (a < b ? -1 : 1))) printed[key] = plain
  }
  return printed satisfies PlainRecord
}

/** What `config` shows of one field; undefined for nothing. */
export function printField<T>(field: Attribute<T>, value: T | undefined, form: Form): Plain | undefined {
  if (value === undefined) return field.absent?.(form)
  return field.unshown?.(value) ? undefined : field.print(value, form)
}

interface Target {
  readonly draft: ContainerDraft
  readonly to: Translation
}

function translateFields(value: object, known: Known, { draft, to }: Target): void {
  for (const [key, field] of known) {
    const set = (value as Record<string, unknown>)[key]
    if (set !== undefined) field.translate?.(set, draft, to)
  }
}

/** Runs `pass` over one key of a mapping, if it is there. */
export function atKey(node: Node, key: string, pass: (node: Node) => Node): Node {
  if (node.kind !== 'map') return node
  const entry = node.entries.get(key)
  return entry === undefined ? node : withEntry(node, key, pass(entry.node))
}
