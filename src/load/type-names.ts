import type { Node, Path } from '../source/node.ts'
import { looksSecret } from '../source/mask.ts'
import { scalarText } from '../attributes/scalars.ts'

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

/** How the value would be written in one of the types that are wanted. */
export function exampleFor(path: Path, node: Node, wanted: readonly string[]): string | undefined {
  const key = path.at(-1)
  if (node.kind !== 'scalar')
    return node.kind === 'map' && wanted.includes('array') ? 'write each entry as `- item`' : undefined
  if (node.value === null) return emptyValue(key)
  const written = node.at.file.text.slice(node.at.start, node.at.end)
  if (durations.has(key) && node.type === 'int') return `write \`${String(key)}: ${scalarText(node)}s\``
  const secret = path.some((step) => typeof step === 'string' && looksSecret(step))
  if (wanted.includes('string') && node.type !== 'string') {
    return secret ? 'put it in quotes' : `put it in quotes: \`"${written}"\``
  }
  if (wanted.includes('array'))
    return `write it as a list: \`${String(key)}: [${/^[\w./:-]+$/.test(written) && !secret ? written : '…'}]\``
  return wanted.includes('object') ? 'write it as a mapping, `key: value` on lines of their own' : undefined
}

function emptyValue(key: string | number | undefined): string {
  return typeof key === 'string' ? `give \`${key}\` a value, or remove it` : 'give it a value, or remove it'
}
