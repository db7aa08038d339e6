import { float64, instant, type Plain, type PlainRecord } from '../plain.ts'

/** Text of a value without white space, byte for byte as Go's encoding/json writes it: what is hashed (R-33). */
export function compactJson(value: Plain): string {
  return write(value, undefined)
}

/** Text of a value indented by two spaces, as docker compose prints it. */
export function indentedJson(value: Plain): string {
  return write(value, '\n')
}

/** `line` is the line break with the current indentation, undefined in compact form. */
function write(value: Plain, line: string | undefined): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return number(value)
  if (typeof value !== 'object') return String(value)
  if (instant in value) return quote(value[instant] ?? '')
  if (float64 in value) return number(value[float64] ?? 0)
  return isList(value) ? list(value, line) : object(entriesOf(value), line)
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value)
}

function entriesOf(value: ReadonlyMap<string, Plain> | PlainRecord): [string, Plain][] {
  if (value instanceof Map) return [...(value as ReadonlyMap<string, Plain>)].sort(([a], [b]) => bytewise(a, b))
  return Object.entries(value as PlainRecord).filter((entry): entry is [string, Plain] => entry[1] !== undefined)
}

/** Order of two strings by their UTF-8 bytes, which is that of their code points. */
export function bytewise(a: string, b: string): number {
  if (a === b) return 0
  const left = Array.from(a)
  const right = Array.from(b)
  for (let index = 0; index < left.length && index < right.length; index++) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

function list(items: readonly Plain[], line: string | undefined): string {
  if (items.length === 0) return '[]'
  if (line === undefined) return `[${items.map((item) => write(item, line)).join(',')}]`
  const inner = `${line}  `
  return `[${items.map((item) => inner + write(item, inner)).join(',')}${line}]`
}

function object(entries: readonly [string, Plain][], line: string | undefined): string {
  if (entries.length === 0) return '{}'
  if (line === undefined) return `{${entries.map(([key, item]) => `${quote(key)}:${write(item, line)}`).join(',')}}`
  const inner = `${line}  `
  return `{${entries.map(([key, item]) => `${inner}${quote(key)}: ${write(item, inner)}`).join(',')}${line}}`
}

/** Go writes floats below 1e-6 and from 1e21 with an exponent of at least one digit: as JavaScript does, but for `1e-7`. */
function number(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  return Object.is(value, -0) ? '-0' : String(value)
}

const short: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['"', '\\"'],
  ['\\', '\\\\'],
])

// Control characters, quotes and backslashes; `<>&` and the two line separators because Go escapes them for HTML;
// lone surrogates because Go writes them as U+FFFD.
const special =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f"\\<>&\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function quote(value: string): string {
  return `"${value.replace(special, escape)}"`
}

function escape(char: string): string {
  const code = char.charCodeAt(0)
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd'
  return short.get(char) ?? `\\u${code.toString(16).padStart(4, '0')}`
}
