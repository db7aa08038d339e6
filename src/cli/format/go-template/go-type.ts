/** What Go calls the type of a value, as far as templates know it. */
export function goType(value: unknown): string {
  if (value === undefined || value === null) return 'nil'
  if (Array.isArray(value)) return 'slice'
  if (value instanceof Map) return 'map'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64'
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'struct'
}
