import type { SourceFile } from './file.ts'

/** Where a value was written: a range of one file, and how it came to stand where it stands now. */
export interface Origin {
  readonly file: SourceFile
  /** Offsets in `file.text`, end exclusive. */
  readonly start: number
  readonly end: number
  readonly via?: Via
}

/** What moved or changed a value after it was read. `at` chains backwards to the place that pulled it in. */
export type Via =
  | {
      readonly kind: 'variable'
      readonly raw: string
      readonly names: readonly string[]
      /** The variables could not be put in, which is reported: the text stands there as written and must not be judged. */
      readonly unfilled?: true
      /** What pulled in the text that held the variable. */
      readonly before?: Via
    }
  | { readonly kind: 'extends'; readonly at: Origin }
  | { readonly kind: 'include'; readonly at: Origin }

/** `!reset` removes the key from what was merged so far, `!override` replaces it instead of merging (spec, section "merge"). */
export type Tag = 'reset' | 'override'

/** The type that the YAML core schema (as go-yaml v3 reads it) gave to a plain scalar. */
export type ScalarType = 'string' | 'int' | 'float' | 'bool' | 'null' | 'timestamp'

/** A single value. */
export interface Scalar {
  readonly kind: 'scalar'
  readonly type: ScalarType
  /** The decoded value; integers beyond 2^53 are bigint, timestamps stay text. */
  readonly value: string | number | bigint | boolean | null
  readonly at: Origin
  readonly tag?: Tag
  /** The path as it was before it was made absolute: two spellings of one are different to some merges of docker compose 2.40.3. */
  readonly spelled?: string
}

/** A list. */
export interface Seq {
  readonly kind: 'seq'
  readonly items: readonly Node[]
  readonly at: Origin
  readonly tag?: Tag
  readonly short?: true
}

/** A value in a mapping, with the place of its key. */
export interface Entry {
  readonly keyAt: Origin
  readonly node: Node
}

/** Keys with values. */
export interface Mapping {
  readonly kind: 'map'
  /** In the order of the file. */
  readonly entries: ReadonlyMap<string, Entry>
  readonly at: Origin
  readonly tag?: Tag
  /** Written in its short form, a list of `K=V` or a word: some merges of docker compose 2.40.3 tell that apart. */
  readonly short?: true
}

/** A YAML value with its positions. Every pass of the loader is Node -> Node, so positions are never lost. */
export type Node = Scalar | Seq | Mapping

/** Path of a value in a compose model, for instance `['services', 'web', 'ports', 0]`. */
export type Path = readonly (string | number)[]

/** The node at `path`, or undefined. */
export function nodeAt(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root
  for (const step of path) {
    if (node === undefined) return undefined
    if (node.kind === 'map') node = node.entries.get(String(step))?.node
    else if (node.kind === 'seq') node = node.items[Number(step)]
    else return undefined
  }
  return node
}

/** The value of a mapping's key, or undefined when `node` is no mapping or lacks it. */
export function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.node : undefined
}

/** A string scalar that stands at `at`; for values that a short form implies. */
export function text(value: string, at: Origin): Scalar {
  return { kind: 'scalar', type: 'string', value, at }
}

/** A null scalar that stands at `at`. */
export function nothing(at: Origin): Scalar {
  return { kind: 'scalar', type: 'null', value: null, at }
}

/** Whether it is a null, written or left empty. */
export function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null
}

/** A boolean scalar that stands at `at`. */
export function truth(value: boolean, at: Origin): Scalar {
  return { kind: 'scalar', type: 'bool', value, at }
}

/** A mapping from ready pairs, each key standing where its value stands. */
export function mapping(pairs: Iterable<readonly [string, Node]>, at: Origin): Mapping {
  const entries = new Map<string, Entry>()
  for (const [key, node] of pairs) entries.set(key, { keyAt: node.at, node })
  return { kind: 'map', entries, at }
}

/** A sequence of ready items. */
export function sequence(items: readonly Node[], at: Origin): Seq {
  return { kind: 'seq', items, at }
}

/** The same mapping with one entry set or, when `node` is undefined, removed. The key keeps its place and position. */
export function withEntry(map: Mapping, key: string, node: Node | undefined): Mapping {
  const entries = new Map(map.entries)
  if (node === undefined) entries.delete(key)
  else entries.set(key, { keyAt: map.entries.get(key)?.keyAt ?? node.at, node })
  return { ...map, entries }
}
