/** The value at `items.0.name` or `$.items[0].name`; undefined where there is none. The empty path is the whole. */
export function atPath(value: unknown, path: string): unknown {
  const keys = path
    .replace(/^\$\.?/, '')
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((key) => key !== '')
  let found = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = (found as Readonly<Record<string, unknown>>)[key]
  }
  return found
}

/** Whether a value is what was written: mappings may hold more keys. */
export function holds(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return found === wanted
  if (typeof found !== 'object' || found === null || Array.isArray(found) !== Array.isArray(wanted)) return false
  if (Array.isArray(wanted) && Array.isArray(found) && found.length !== wanted.length) return false
  return Object.entries(wanted).every(
    ([key, value]) =>
      Object.hasOwn(found, key) && holds((found as Readonly<Record<string, unknown>>)[key], value as unknown),
  )
}
