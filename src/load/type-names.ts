import { scalarText } from '../attributes/kinds/scalars.ts'
import { looksSecret, secretSpans } from '../source/mask.ts'
import { missingDashSpace, missingSpace } from '../source/missing-space.ts'
import type { Mapping, Node, Path, Scalar, Seq } from '../source/node.ts'

const names: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['integer', 'an integer'],
  ['int', 'a number'],
  ['float', 'a number'],
  ['number', 'a number'],
  ['boolean', 'a boolean'],
  ['bool', 'a boolean'],
  ['array', 'a list'],
  ['object', 'a mapping'],
  ['null', 'null'],
  ['timestamp', 'a date'],
])

/** A type of JSON Schema, or of a YAML scalar, for people. */
export function typeName(type: string): string {
  return names.get(type) ?? type
}

const durations: ReadonlySet<string | number | undefined> = new Set([
  'stop_grace_period',
  'interval',
  'timeout',
  'start_period',
  'start_interval',
  'delay',
  'monitor',
  'window',
])

/** Lists of names, which with settings are mappings. */
const named: ReadonlySet<string | number | undefined> = new Set(['depends_on', 'networks', 'models'])

/** Settings by name. */
const dictionaries: ReadonlySet<string | number | undefined> = new Set([
  'environment',
  'labels',
  'annotations',
  'sysctls',
  'args',
])

/** How the value would be written in one of the types that are wanted. */
export function exampleFor(path: Path, node: Node, wanted: readonly string[]): string | undefined {
  const key = path.at(-1)
  if (node.kind !== 'scalar') return exampleForCollection(path, node, wanted)
  if (node.value === null) return emptyValue(path)
  const written = node.at.file.text.slice(node.at.start, node.at.end)
  if (durations.has(key) && node.type === 'int') return `write \`${String(key)}: ${scalarText(node)}s\``
  const glued = wanted.includes('object') && node.type === 'string' ? missingSpace(written) : undefined
  const item = wanted.includes('array') && node.type === 'string' ? missingDashSpace(written) : undefined
  if (glued !== undefined || item !== undefined) return glued ?? item
  if (wanted.includes('array') && dictionaries.has(key) && !/^["']?[A-Za-z_][\w.-]*=/.test(written))
    return `write each entry as \`${wanted.includes('object') ? 'KEY: value' : '- KEY=value'}\` on a line of its own`
  if (node.type === 'float' && wanted.includes('integer')) return 'write a whole number'
  const secret = path.some((step) => typeof step === 'string' && looksSecret(step))
  if (wanted.includes('string') && node.type !== 'string') {
    return secret ? 'put it in quotes' : `put it in quotes: \`"${written}"\``
  }
  if (wanted.includes('array'))
    return `write it as a list: \`${String(key)}: [${listable(node, written, secret ? 'secret' : 'plain')}]\``
  if (wanted.includes('number') && /^\d+(\.\d+)?$/.test(String(node.value)) && node.at.via?.kind !== 'variable')
    return `write it without quotes: \`${String(node.value)}\``
  return wanted.includes('object') ? 'write it as a mapping, `key: value` on lines of their own' : undefined
}

function listable(node: Scalar, written: string, kind: 'secret' | 'plain'): string {
  const shown = kind === 'plain' && node.at.via?.kind !== 'variable' && secretSpans(written).length === 0
  if (!shown || written.length > 60) return '…'
  return /^(?:[\w./:-]+|"[^"\n]*"|'[^'\n]*')$/.test(written) ? written : '…'
}

function exampleForCollection(path: Path, node: Mapping | Seq, wanted: readonly string[]): string | undefined {
  const [only, ...more] = node.kind === 'map' ? node.entries.keys() : []
  if (wanted.includes('object')) return 'write each entry as `name: …` without a dash'
  if (wanted.includes('array')) return 'write each entry as `- item`'
  if (node.kind === 'seq')
    return typeof path.at(-1) === 'number'
      ? 'take the inner brackets away'
      : 'write one value without brackets or dashes'
  // The usual reason for a mapping in a list of settings.
  if (only !== undefined && typeof path.at(-1) === 'number' && named.has(path.at(-2)))
    return `drop the dash: write \`${only}: …\` below \`${String(path.at(-2))}:\`, on a line of its own`
  const isItem = only !== undefined && more.length === 0 && typeof path.at(-1) === 'number'
  // `- KEY=a: b`: the `: ` makes a mapping of what has its equals sign already.
  if (isItem && only.includes('=')) return 'put the item in quotes, as it has `: ` in it'
  if (isItem) return `write \`- ${only}=…\``
  return only === undefined ? undefined : 'write one value; a text with `: ` or braces needs quotes'
}

function emptyValue(path: Path): string {
  const key = path.at(-1)
  if (path.length === 1 && key === 'services') return 'indent the services below it: `  web:` on the next line'
  return typeof key === 'string' ? `give \`${key}\` a value, or remove it` : 'give it a value, or remove it'
}
