import { isAlias, isMap, isScalar, type Alias, type ParsedNode, type Scalar as YamlScalar, type YAMLMap } from 'yaml'
import type { Report } from './diagnostic.ts'
import { lineColumn, type SourceFile } from './file.ts'
import { limits } from './limits.ts'
import { looksSecret } from './mask.ts'
import { withMarksOf, withoutResetKeys, withoutTags } from './merge-tags.ts'
import type { Entry, Mapping, Node, Origin, Scalar, Seq, Tag } from './node.ts'
import { pathText } from './path-text.ts'
import { meaning, textual, withoutBlanksAtBreaks } from './scalar-meaning.ts'
import { suggest } from './suggest.ts'

/** Makes nodes of what the parser of YAML has read. */
export interface Builder {
  /** The tree of one document, or undefined when a limit was hit. */
  build(contents: ParsedNode | null): Node | undefined
}

/** Stops a build: the file expands to more than it may. Never leaves this module. */
class TooLarge extends Error {
  readonly at: Origin
  constructor(at: Origin) {
    super('too large')
    this.at = at
  }
}

interface Context {
  readonly file: SourceFile
  readonly report: Report
  readonly path: (string | number)[]
  readonly anchors: Map<string, Node | 'open'>
  /** Values in the expanded tree below each node, so that an alias costs what it stands for. */
  readonly sizes: Map<Node, number>
  readonly untagged: Map<Node, Node>
  /** Whether anything can have a tag of compose. */
  readonly hasTags: boolean
  /** Values that were built so far, as they stand in the file. */
  readonly written: { count: number }
  /** What stands for an alias that was reported. */
  readonly broken: Set<Node>
  /** Entries copied by merge keys so far: a chain of them costs its square in time and space. */
  readonly copied: { count: number }
  /** Values with `!override` around the present one: tags below them mean nothing (2.40.3). */
  readonly overrides: { count: number }
}

/** Turns documents of the YAML parser into nodes, in one walk. */
export function createBuilder(file: SourceFile, report: Report): Builder {
  return {
    build(contents) {
      if (contents === null) return undefined
      const context: Context = {
        file,
        report,
        path: [],
        anchors: new Map(),
        sizes: new Map(),
        untagged: new Map(),
        hasTags: /!(?:reset|override)/.test(file.text),
        written: { count: 0 },
        copied: { count: 0 },
        overrides: { count: 0 },
        broken: new Set(),
      }
      try {
        return build(contents, context)
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error
        const message = `aliases and merge keys add more than ${limits.aliases} values to this file`
        report.error('too-large', message, { at: error.at, fix: 'write out what is meant, or use fewer aliases' })
        return undefined
      }
    },
  }
}

function build(from: ParsedNode, context: Context): Node {
  if (isAlias(from)) return aliased(from, context)
  const anchor = from.anchor
  if (anchor !== undefined) context.anchors.set(anchor, 'open')
  const node = isScalar(from) ? scalar(from, context) : collection(from, context)
  // A key is reset where it stands, and nowhere else: what an alias of the mapping stands for is without it (2.40.3).
  if (anchor !== undefined) context.anchors.set(anchor, context.hasTags ? withoutResetKeys(node, context) : node)
  return node
}

function collection(from: Exclude<ParsedNode, YamlScalar.Parsed | Alias.Parsed>, context: Context): Node {
  const tag = ownTag(from.tag, context)
  const isOverride = tag?.tag === 'override'
  if (isOverride) context.overrides.count += 1
  const node = isMap(from) ? mapping(from, tag, context) : seq(from, tag, context)
  if (isOverride) context.overrides.count -= 1
  return node
}

function aliased(alias: Alias.Parsed, context: Context): Node {
  const node = context.anchors.get(alias.source)
  if (node !== undefined && node !== 'open') {
    return context.overrides.count > 0 ? withoutTags(node, context) : node
  }
  const at = originOf(alias, context)
  if (node === 'open') {
    context.report.error(
      'unknown-alias',
      `cycle detected: alias *${alias.source} stands inside the value that it names`,
      { at },
    )
  } else {
    const near = suggest(alias.source, context.anchors.keys())
    const secret = context.path.some((step) => typeof step === 'string' && looksSecret(step))
    const name = secret ? '***' : alias.source
    const message = `unknown anchor '${name}' referenced: no &${name} stands before it in this file`
    const fix = near === undefined ? 'if it is text and not an alias, put it in quotes' : `did you mean *${near}?`
    context.report.error('unknown-alias', message, { at, fix })
  }
  const placeholder = absent(at, context)
  context.broken.add(placeholder)
  return placeholder
}

function scalar(from: YamlScalar.Parsed, context: Context): Scalar {
  const at = originOf(from, context)
  const source = withoutBlanksAtBreaks(String(from.source ?? ''), at)
  const tag = ownTag(from.tag, context)
  const resolved = tag === undefined && from.tag === '!reset' ? textual(source) : meaning(from, source)
  if (typeof resolved === 'string') {
    context.report.error('invalid-value', `${where(context)}: ${resolved}`, { at })
    return sized({ kind: 'scalar', type: 'string', value: source, at }, 1, context)
  }
  return sized({ kind: 'scalar', ...resolved, at, ...tag }, 1, context)
}

function seq(from: Extract<ParsedNode, { items: unknown[] }>, tag: OwnTag, context: Context): Seq {
  const items: Node[] = []
  let size = 1
  for (const [index, item] of from.items.entries()) {
    context.path.push(index)
    const node = build(item as ParsedNode, context)
    context.path.pop()
    size += sizeOf(node, context)
    // An item that is reset is none, and resets nothing in another file (quirk 6).
    if (node.tag !== 'reset') items.push(node)
  }
  return sized({ kind: 'seq', items, at: originOf(from, context), ...tag }, size, context)
}

function mapping(from: YAMLMap.Parsed, tag: OwnTag, context: Context): Mapping {
  const entries = new Map<string, Entry>()
  const merges: { readonly node: Node; readonly at: Origin }[] = []
  const repeated = new Set<string>()
  for (const { key, value } of from.items) {
    const keyAt = originOf(key, context)
    const merge = isMergeKey(key)
    const name = merge ? '<<' : keyName(key, context)
    if (name === undefined) continue
    const first = merge ? merges[0]?.at : entries.get(name)?.keyAt
    if (first !== undefined && !repeated.has(name)) reportDuplicate(name, { keyAt, first }, context)
    if (first !== undefined) repeated.add(name)
    context.path.push(name)
    const node = value === null ? absent(keyAt, context) : build(value, context)
    context.path.pop()
    if (merge) merges.push({ node, at: keyAt })
    else if (first === undefined) entries.set(name, { keyAt, node })
  }
  const size = { count: 1 }
  for (const { keyAt, node } of entries.values()) grow(size, sizeOf(node, context), { at: keyAt, context })
  const isMarked = merges.map(({ node, at }) => mergeInto(entries, { node, at, size }, context)).includes(true)
  const marked: OwnTag = tag ?? (isMarked ? { tag: 'override' } : undefined)
  return sized({ kind: 'map', entries, at: originOf(from, context), ...marked }, size.count, context)
}

interface Merge {
  readonly node: Node
  readonly at: Origin
  readonly size: { count: number }
}

/**
 * Keys that are written out win over merged ones, and earlier merged mappings over later ones. Tells whether the merged
 * mapping had a tag of its own: it marks the one into which it is merged, but not the top level (2.40.3).
 */
function mergeInto(entries: Map<string, Entry>, { node, at, size }: Merge, context: Context): boolean {
  // At the top level, and in a list of mappings, docker compose 2.40.3 looks for the tags in the wrong place.
  const isMarking = context.path.length > 0 && node.kind !== 'seq' && context.hasTags
  if (isMarking && node.tag === 'reset') return true
  const items = node.kind === 'seq' ? node.items : [node]
  const sources = isMarking || !context.hasTags ? items : items.map((item) => withoutTags(item, context))
  for (const source of sources) {
    if (context.broken.has(source)) return false
    if (source.kind !== 'map') {
      context.report.error('yaml-syntax', 'map merge (`<<`) requires a mapping or a list of mappings as the value', {
        at,
        fix: 'write `<<: *name`, or `<<: [*one, *other]`, each an anchor of a mapping',
      })
      return false
    }
    for (const [key, entry] of source.entries) {
      const own = entries.get(key)
      grow(context.copied, 1, { at, context })
      grow(size, own === undefined ? sizeOf(entry.node, context) : 0, { at, context })
      if (own === undefined) entries.set(key, entry)
      else if (isMarking || own.node.tag === 'reset')
        entries.set(key, { ...own, node: withMarksOf(entry.node, own.node, context) })
    }
  }
  return isMarking && node.tag === 'override'
}

function keyName(key: ParsedNode, context: Context): string | undefined {
  const node = build(key, context)
  if (node.kind === 'scalar' && node.type === 'string') return String(node.value)
  const at = originOf(key, context)
  if (node.kind !== 'scalar') {
    const message = `invalid map key in ${where(context)}: a key must be a text, not a list or mapping`
    context.report.error('non-string-key', message, {
      at,
      fix: 'if it is a template such as {{ x }}, put it in quotes',
    })
    return undefined
  }
  const written = context.file.text.slice(at.start, at.end)
  const message = `non-string key in ${where(context)}: ${written || 'null'}`
  const fix = written === '' ? 'write a key before the `:`' : `put it in quotes: "${written}"`
  context.report.error('non-string-key', message, { at, fix })
  return undefined
}

function isMergeKey(key: ParsedNode): boolean {
  if (!isScalar(key) || key.source !== '<<') return false
  if (key.tag === 'tag:yaml.org,2002:merge') return true
  return (key.tag === undefined || key.tag === '!') && key.type === 'PLAIN'
}

function reportDuplicate(name: string, places: { keyAt: Origin; first: Origin }, context: Context): void {
  const { line } = lineColumn(context.file, places.first.start)
  context.report.error('duplicate-key', `mapping key "${name}" already defined at line ${line}`, {
    at: places.keyAt,
    notes: [{ message: 'first defined here', at: places.first }],
    fix: name === '<<' ? 'merge a list: `<<: [*a, *b]`' : 'remove one of the two, or join their contents',
  })
}

function where({ path }: Context): string {
  return path.length === 0 ? 'the top level' : pathText(path)
}

function absent(keyAt: Origin, context: Context): Scalar {
  return sized({ kind: 'scalar', type: 'null', value: null, at: keyAt }, 1, context)
}

function originOf(from: { readonly range?: readonly number[] | null | undefined }, { file }: Context): Origin {
  const [start = 0, end = start] = from.range ?? []
  return { file, start, end }
}

const ownTags: ReadonlyMap<string, { readonly tag: Tag }> = new Map([
  ['!reset', { tag: 'reset' }],
  ['!override', { tag: 'override' }],
])

type OwnTag = { readonly tag: Tag } | undefined

function ownTag(tag: string | undefined, { overrides }: Context): OwnTag {
  return tag === undefined || overrides.count > 0 ? undefined : ownTags.get(tag)
}

function sized<N extends Node>(node: N, size: number, context: Context): N {
  context.written.count += 1
  refuse(size, node.at, context)
  // Scalars count as one, which is what `sizeOf` says of a node that it does not know.
  if (size > 1) context.sizes.set(node, size)
  return node
}

function sizeOf(node: Node, context: Context): number {
  return context.sizes.get(node) ?? 1
}

function grow(
  size: { count: number },
  by: number,
  { at, context }: { readonly at: Origin; readonly context: Context },
): void {
  size.count += by
  refuse(size.count, at, context)
}

/** What stands in the file is limited elsewhere; here it is what aliases add to it. */
function refuse(size: number, at: Origin, { written }: Context): void {
  if (size > written.count + limits.aliases) throw new TooLarge(at)
}
