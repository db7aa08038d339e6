import { isStruct, type Struct } from './struct.ts'

/** Go's `%v`: lists in brackets, maps sorted by key, structs in braces. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return '<nil>'
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return `[${value.map(shown).join(' ')}]`
  if (value instanceof Map)
    return `map[${sorted(value)
      .map(([key, item]) => `${shown(key)}:${shown(item)}`)
      .join(' ')}]`
  if (typeof value === 'object')
    return `{${Object.values(isStruct(value) ? value.fields : value)
      .map(shown)
      .join(' ')}}`
  return typeof value === 'number' ? numberText(value) : String(value as boolean)
}

/** Entries in the order in which Go goes through a map in a template. */
export function sorted(map: ReadonlyMap<unknown, unknown>): readonly (readonly [unknown, unknown])[] {
  return [...map].toSorted(([a], [b]) => (a === b ? 0 : String(a) < String(b) ? -1 : 1))
}

/** Whole numbers as they are, others as Go's `%g` with an exponent of two digits. */
export function numberText(value: number): string {
  const text = String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

/** docker's `json`: no escapes for HTML, but for a row as a whole, whose own encoder has them. */
export function json(value: unknown): string {
  const text = JSON.stringify(plain(value))
  const safe = isStruct(value) ? text.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`) : text
  return safe.replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)
}

function plain(value: unknown): unknown {
  if (value === undefined) return null
  if (value instanceof Map) return Object.fromEntries(sorted(value).map(([key, item]) => [String(key), plain(item)]))
  return isStruct(value) ? (value as Struct).fields : value
}
