import type { ScalarType } from './node.ts'

/** What a plain scalar means. */
export interface Resolved {
  readonly type: ScalarType
  readonly value: string | number | bigint | boolean | null
}

const words: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, { type: 'null', value: null }] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, { type: 'bool', value: true }] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, { type: 'bool', value: false }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (word) => [word, { type: 'float', value: Infinity }] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { type: 'float', value: -Infinity }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { type: 'float', value: NaN }] as const),
])

const floatForm = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const integerForm = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/
const dateForm =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt ]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?(.*))?$/
const zoneForm = /^(Z|[-+][0-9]{2}:[0-9]{2})$/

/**
 * Type and value of a plain scalar as go-yaml v3 reads it: the core schema, and of YAML 1.1 octals, binaries,
 * `_` between digits and timestamps; `yes`, `on` and `12:30` stay strings (COMPOSE.md: YAML).
 */
export function resolvePlain(source: string): Resolved {
  const word = words.get(source)
  if (word !== undefined) return word
  if (!/^[-+.0-9]/.test(source)) return { type: 'string', value: source }
  if (isTimestamp(source)) return { type: 'timestamp', value: source }
  const number = source.startsWith('.') ? source : source.replaceAll('_', '')
  return integer(number) ?? float(number) ?? { type: 'string', value: source }
}

function integer(source: string): Resolved | undefined {
  const match = integerForm.exec(source)
  if (match === null) return undefined
  const [, sign, hex, binary, octal, decimal] = match
  // Big integers are slow, and hardly a number of a compose file is one.
  if (decimal !== undefined && decimal.length < 16) return { type: 'int', value: Number(`${sign}${decimal}`) || 0 }
  const magnitude = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? '0'))
  const value = sign === '-' ? -magnitude : magnitude
  if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) return undefined
  const number = Number(value)
  return { type: 'int', value: Number.isSafeInteger(number) ? number : value }
}

function float(source: string): Resolved | undefined {
  if (!floatForm.test(source)) return undefined
  const value = Number(source)
  return Number.isFinite(value) ? { type: 'float', value } : undefined
}

function isTimestamp(source: string): boolean {
  const match = dateForm.exec(source)
  if (match === null) return false
  const [, year, month, day, hour, minute, second, zone = ''] = match
  if (Number(month) < 1 || Number(month) > 12) return false
  if (Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) return false
  if (hour === undefined) return true
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return false
  return source.includes(' ') ? zone === '' : zoneForm.test(zone)
}

/** A timestamp in the form in which Go writes it: full date and time, nanoseconds without zeros at the end, `Z` for UTC. */
export function rfc3339(timestamp: string): string {
  const [date = '', time = ''] = timestamp.split(/[Tt ]/)
  const [, clock = '', fraction = '', zone = ''] = /^([\d:]*)(\.\d*)?(.*)$/.exec(time) ?? []
  const day = date.split('-').map((part) => part.padStart(2, '0'))
  const hours = (clock === '' ? '0:0:0' : clock).split(':').map((part) => part.padStart(2, '0'))
  const rest = fraction.slice(0, '.123456789'.length).replace(/\.?0*$/, '')
  return `${day.join('-')}T${hours.join(':')}${rest}${/^(?:|Z|[-+]00:00)$/.test(zone) ? 'Z' : zone}`
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

const core = 'tag:yaml.org,2002:'
const typeOfTag: ReadonlyMap<string, ScalarType> = new Map([
  ['int', 'int'],
  ['float', 'float'],
  ['bool', 'bool'],
  ['null', 'null'],
  ['timestamp', 'timestamp'],
])

/**
 * Type and value of a scalar with a YAML tag, as go-yaml v3 reads it: an unknown tag makes a string.
 * Returns a text when the scalar cannot be what its tag says.
 */
export function resolveTagged(source: string, tag: string): Resolved | string {
  if (tag === '!') return resolvePlain(source)
  const name = tag.startsWith(core) ? tag.slice(core.length) : ''
  if (name === 'binary') return decodeBinary(source)
  const wanted = typeOfTag.get(name)
  if (wanted === undefined) return { type: 'string', value: source }
  const found = resolvePlain(source)
  if (found.type === wanted) return found
  if (wanted === 'float' && found.type === 'int') return { type: 'float', value: Number(found.value) }
  return `cannot read this ${found.type} as !!${name}`
}

function decodeBinary(source: string): Resolved | string {
  const packed = source.replace(/\s+/g, '')
  const valid = /^[A-Za-z0-9+/]*={0,2}$/.test(packed) && packed.length % 4 === 0
  if (!valid) return 'the value of !!binary is not valid base64'
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))
  return { type: 'string', value: new TextDecoder().decode(bytes) }
}
