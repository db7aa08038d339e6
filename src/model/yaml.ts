import { goFloat } from '../attributes/kinds/scalars.ts'
import { float64, instant, type Plain, type PlainRecord } from '../plain.ts'
import { naturalOrder } from './natural-order.ts'
import { quoteScalar } from './yaml-scalar.ts'

/** Text of a value as docker compose prints it: block style, two spaces, lists indented under their key, no line folding. */
export function toYaml(value: Plain): string {
  return `${block(value, 0).replace(/^\n? ?/, '')}\n`
}

/** What follows a key's colon or a dash: ` scalar`, or a line break and an indented block. */
function block(value: Plain, indent: number): string {
  if (value === null || typeof value !== 'object') return ` ${scalar(value, indent)}`
  if (instant in value) return ` ${value[instant]}`
  if (float64 in value) return ` ${goFloat(value[float64] ?? 0)}`
  if (isList(value)) return value.length === 0 ? ' []' : value.map((item) => `\n${listItem(item, indent)}`).join('')
  const entries = entriesOf(value)
  if (entries.length === 0) return ' {}'
  return entries.map(([key, item]) => `\n${' '.repeat(indent)}${keyed(key, item, indent)}`).join('')
}

// A mapping or list inside a list starts on the line of its dash.
function listItem(item: Plain, indent: number): string {
  const dash = `${' '.repeat(indent)}-`
  const body = block(item, indent + 2)
  return body.startsWith('\n') ? `${dash} ${body.slice(indent + 3)}` : dash + body
}

function keyed(key: string, item: Plain, indent: number): string {
  const value = block(item, indent + 2)
  const name = quoteScalar(key, { indent, place: 'key' })
  if (isSimpleKey(key)) return `${name}:${value}`
  const nested = value.startsWith('\n') ? ` ${value.slice(indent + 3)}` : value
  return `? ${quoteScalar(key, { indent: indent + 2, place: 'value' })}\n${' '.repeat(indent)}:${nested}`
}

// A longer key, or one with line breaks, needs the explicit form.
function isSimpleKey(key: string): boolean {
  return !/[\n\r\u0085\u2028\u2029]/.test(key) && new TextEncoder().encode(key).length <= 128
}

function entriesOf(value: ReadonlyMap<string, Plain> | PlainRecord): [string, Plain][] {
  if (value instanceof Map) return [...(value as ReadonlyMap<string, Plain>)].sort(([a], [b]) => naturalOrder(a, b))
  return Object.entries(value as PlainRecord).filter((entry): entry is [string, Plain] => entry[1] !== undefined)
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value)
}

function scalar(value: null | boolean | number | bigint | string, indent: number): string {
  if (typeof value === 'string') return quoteScalar(value, { indent, place: 'value' })
  return typeof value === 'number' ? number(value) : String(value)
}

/** Whole numbers are integers in practice. */
function number(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : goFloat(value)
}
