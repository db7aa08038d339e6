import { validate } from '../generated/validate.js'
import type { DiagnosticKind, Note, Report } from '../source/diagnostic.ts'
import { missingSpace } from '../source/missing-space.ts'
import type { Node, Origin, Path } from '../source/node.ts'
import { pathText } from '../source/path-text.ts'
import { suggest } from '../source/suggest.ts'
import { belongsElsewhere } from './key-places.ts'
import { plainView } from './plain-view.ts'
import { exampleFor, typeName } from './type-names.ts'

type ErrorObject = NonNullable<typeof validate.errors>[number]

/** What stands at the end of a pointer of the validator. */
interface Place {
  readonly path: readonly (string | number)[]
  readonly node: Node
  /** The key that holds the node, or the node itself. */
  readonly keyAt: Origin
}

interface Finding {
  readonly kind: DiagnosticKind
  readonly message: string
  readonly at: Origin
  readonly fix?: string | undefined
  readonly path: Path
  readonly notes?: readonly Note[]
}

interface SchemaObject {
  readonly properties?: Readonly<Record<string, SchemaObject>>
  readonly items?: SchemaObject
  readonly type?: string | readonly string[]
}

/**
 * Checks the shape of a compose model against schema/compose.schema.json and reports every mistake at its place:
 * unknown keys, wrong types, missing keys, values outside their lists, repeated items. Words that docker compose
 * 2.40.3 says for the same mistake are part of each message. Values of the file are quoted only where they are names.
 */
export function checkSchema(tree: Node, report: Report): void {
  if (validate(plainView(tree))) return
  const seen = new Set<string>()
  for (const error of validate.errors ?? []) {
    const finding = explain(error, placeOf(tree, error.instancePath))
    if (finding === undefined) continue
    const { kind, message, at, fix, path, notes = [] } = finding
    const key = `${at.file.path}:${at.start}:${kind === 'missing-key' ? message : ''}`
    if (seen.has(key)) continue
    seen.add(key)
    report.error(kind, message, fix === undefined ? { at, path, notes } : { at, path, notes, fix })
  }
}

function placeOf(tree: Node, pointer: string): Place {
  const path: (string | number)[] = []
  let node = tree
  let keyAt = tree.at
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (node.kind === 'map') {
      const entry = node.entries.get(key)
      if (entry === undefined) break
      path.push(key)
      node = entry.node
      keyAt = entry.keyAt
    } else if (node.kind === 'seq') {
      const item = node.items[Number(key)]
      if (item === undefined) break
      path.push(Number(key))
      node = item
      keyAt = item.at
    }
  }
  return { path, node, keyAt }
}

function explain(error: ErrorObject, place: Place): Finding | undefined {
  const { params } = error as { params: Readonly<Record<string, unknown>> }
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(params['additionalProperty']), error, place)
    case 'type':
      return wrongType(error, place)
    case 'required':
      return missingKey(String(params['missingProperty']), place)
    case 'enum':
      return notInList(params['allowedValues'] as readonly string[], place)
    case 'pattern':
      return wrongPattern(String(params['pattern']), place)
    case 'minimum':
    case 'maximum': {
      const comparison = error.keyword === 'minimum' ? 'greater' : 'less'
      const message = `${pathText(place.path)} must be ${comparison} than or equal to ${String(params['limit'])}`
      return { kind: 'invalid-value', message, at: place.node.at, path: place.path }
    }
    case 'uniqueItems':
      return repeatedItem([Number(params['j']), Number(params['i'])], place)
    default:
      return undefined
  }
}

function unknownKey(key: string, error: ErrorObject, { path, node, keyAt }: Place): Finding {
  const entry = node.kind === 'map' ? node.entries.get(key) : undefined
  const at = entry?.keyAt ?? keyAt
  const owner = path.length === 0 ? 'a compose file' : pathText(path)
  const schema = error.parentSchema as SchemaObject & { patternProperties?: Readonly<Record<string, SchemaObject>> }
  if (schema.properties === undefined && key.trim() === '') {
    const message = `${owner} additional properties '${key}' not allowed: a name is missing`
    return { kind: 'unknown-key', message, at, fix: 'write a name before the `:`', path: [...path, key] }
  }
  if (schema.properties === undefined) {
    const message = `${owner} additional properties '${key}' not allowed: a name has letters, digits, \`.\`, \`_\` and \`-\` only`
    const near = key.trim().replace(/[^a-zA-Z0-9._-]+/g, '-')
    const fix = /[a-zA-Z0-9]/.test(near) ? `write \`${near}\`` : `write for instance \`${exampleName(path)}\``
    return { kind: 'unknown-key', message, at, fix, path: [...path, key] }
  }
  const message = `${owner} has no key \`${key}\` (additional properties '${key}' not allowed)`
  const keys = Object.keys(schema.properties)
  const fix =
    oddSpace(key) ?? missingSpace(key) ?? belongsElsewhere(key, path, entry?.node) ?? meant(key, keys) ?? legal(keys)
  return { kind: 'unknown-key', message, at, fix, path: [...path, key] }
}

/** No-break spaces and byte order marks look like the indentation of a key, and are a part of it. */
function oddSpace(key: string): string | undefined {
  const [first] = /^[^\S ]|^\u200B/.exec(key) ?? []
  if (first === undefined) return undefined
  const code = first.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return `remove U+${code}, which only looks like a space, before \`${key.trim()}\``
}

const exampleNames: ReadonlyMap<string | number | undefined, string> = new Map([
  ['services', 'web'],
  ['networks', 'backend'],
  ['volumes', 'data'],
  ['secrets', 'token'],
  ['configs', 'settings'],
  ['models', 'llm'],
])

function exampleName(path: Path): string {
  return exampleNames.get(path.at(-1)) ?? 'my-name'
}

/** All keys where they are few; nobody reads a hundred. */
function legal(keys: readonly string[]): string {
  if (keys.length > 12) return 'keys of your own begin with `x-`'
  return `${keys.length === 1 ? 'the only key here is' : 'the keys here are'} ${keys.map((key) => `\`${key}\``).join(', ')}`
}

function meant(key: string, keys: readonly string[]): string | undefined {
  const near = suggest(key, keys)
  return near === undefined ? undefined : `did you mean \`${near}\`?`
}

function wrongType(error: ErrorObject, { path, node, keyAt }: Place): Finding | undefined {
  const { type } = error.params as { type: string | readonly string[] }
  const wanted = typeof type === 'string' ? [type] : type
  const found = node.kind === 'map' ? 'a mapping' : node.kind === 'seq' ? 'a list' : typeName(node.type)
  const message = `${pathText(path) || 'top-level object'} must be ${listed(wanted)}, not ${found}`
  const at = node.kind === 'scalar' && node.value === null ? keyAt : node.at
  return { kind: 'wrong-type', message, at, fix: exampleFor(path, node, wanted), path }
}

/** `a string`, `a list or a mapping`; `a list` is docker compose's `array`. */
function listed(types: readonly string[]): string {
  const shown = types.includes('number') ? types.filter((type) => type !== 'integer') : types
  const names = shown.map((type) => typeName(type))
  const last = names.pop() ?? ''
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`
}

function missingKey(key: string, { path, keyAt }: Place): Finding {
  const message = `${pathText(path)} is missing the key \`${key}\` (missing property '${key}')`
  return { kind: 'missing-key', message, at: keyAt, fix: `add \`${key}: …\``, path: [...path, key] }
}

function notInList(allowed: readonly string[], { path, node }: Place): Finding | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return undefined
  const message = `${pathText(path)}: value must be one of ${allowed.map((value) => `'${value}'`).join(', ')}`
  // What came from a variable is not to be shown.
  const near = node.at.via?.kind === 'variable' ? undefined : meant(node.value, allowed)
  return { kind: 'invalid-value', message, at: node.at, fix: near, path }
}

const patterns: ReadonlyMap<string, string> = new Map([
  ['^all$', "value must be 'all' or a list of requests"],
  [
    '[a-zA-Z0-9][a-zA-Z0-9_.-]+',
    'must begin with a letter or digit and have two letters, digits, `_`, `.` or `-` at least',
  ],
])

function wrongPattern(pattern: string, { path, node }: Place): Finding {
  const policies = 'must be always, never, missing, build, daily, weekly or every_<number><w|d|h|m|s>'
  const says =
    patterns.get(pattern) ?? (path.at(-1) === 'pull_policy' ? policies : `does not match pattern '${pattern}'`)
  const written =
    node.kind === 'scalar' && typeof node.value === 'string' && node.at.via?.kind !== 'variable'
      ? node.value
      : undefined
  const fix =
    written === undefined
      ? undefined
      : meant(written, ['always', 'never', 'missing', 'build', 'daily', 'weekly', 'all'])
  return { kind: 'invalid-value', message: `${pathText(path)} ${says}`, at: node.at, fix, path }
}

function repeatedItem([first, second]: readonly [number, number], { path, node }: Place): Finding {
  const [a, b] = first < second ? [first, second] : [second, first]
  const at = node.kind === 'seq' ? (node.items[b]?.at ?? node.at) : node.at
  const message = `${pathText(path)} has an item twice (items at ${a} and ${b} are equal)`
  const other = node.kind === 'seq' ? node.items[a] : undefined
  const notes = other === undefined ? [] : [{ message: 'the other one', at: other.at }]
  return { kind: 'duplicate-item', message, at, notes, fix: 'remove one of them', path }
}
