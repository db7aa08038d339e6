import { createHash, createHmac } from 'node:crypto'
import type { Plain, PlainRecord } from '../plain.ts'
import { compactJson } from './json.ts'

/** Maps whose keys are compared one by one, so that a change can name `environment.DB_URL`. */
const keyed = new Set(['environment', 'labels', 'annotations', 'sysctls', 'extra_hosts'])

/** Characters of a digest: 24 bits tell a change, and are too few to confirm a guessed value. */
const length = 4

/**
 * A digest for each field, as one short text: `<salt> <path>=<digest> …`. It is kept as a label, so that a later plan
 * can say which attribute changed. Values cannot be read back from it.
 */
export function fieldDigests(fields: PlainRecord): string {
  const salt = createHash('sha256').update(compactJson(fields)).digest('base64url').slice(0, 8)
  return [salt, ...[...digests(fields, salt)].map(([path, digest]) => `${encodeURIComponent(path)}=${digest}`)].join(
    ' ',
  )
}

/** Paths of the fields that differ from those behind `stored`, sorted. Undefined when `stored` is no text of `fieldDigests`. */
export function changedFields(stored: string | undefined, fields: PlainRecord): readonly string[] | undefined {
  const [salt, ...items] = (stored ?? '').split(' ')
  if (salt?.length !== 8) return undefined
  const before = new Map(items.map((item) => [decodeURIComponent(item.slice(0, -length - 1)), item.slice(-length)]))
  const now = digests(fields, salt)
  const paths = new Set([...before.keys(), ...now.keys()])
  return [...paths].filter((path) => before.get(path) !== now.get(path)).sort()
}

function digests(fields: PlainRecord, salt: string): ReadonlyMap<string, string> {
  const result = new Map<string, string>()
  const put = (path: string, value: Plain): void => {
    result.set(
      path,
      createHmac('sha256', salt)
        .update(`${path}\0${compactJson(value)}`)
        .digest('base64url')
        .slice(0, length),
    )
  }
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue
    if (keyed.has(key) && value instanceof Map) {
      for (const [name, item] of value as ReadonlyMap<string, Plain>) put(`${key}.${name}`, item)
    } else put(key, value)
  }
  return result
}
