import type { Plain, PlainRecord } from '../plain.ts'
import { compactJson } from './json.ts'
import { sha256 } from './sha256.ts'

/** Maps whose keys are compared one by one, so that a change can name `environment.DB_URL`. */
const keyed = new Set(['environment', 'labels', 'annotations', 'sysctls', 'extra_hosts'])

/** Characters of a digest: 24 bits tell a change, and are too few to confirm a guessed value. */
const length = 4

/** Follows the digest of a field whose value no later plan may show. */
const hiddenMark = '!'

/**
 * A digest for each field, as one short text: `<salt> <path>=<digest> …`. It is kept as a label, so that a later plan
 * can say which attribute changed. Values cannot be read back from it. What is `hidden` is marked: a later plan sees the
 * old value in the container, and not where it came from.
 */
export function fieldDigests(fields: PlainRecord, hidden: (path: string) => boolean = () => false): string {
  const salt = sha256(compactJson(fields)).toString('base64url').slice(0, 8)
  const items = [...digests(fields, salt)].map(
    ([path, digest]) => `${encodeURIComponent(path)}=${digest}${hidden(path) ? hiddenMark : ''}`,
  )
  return [salt, ...items].join(' ')
}

/** Paths of the fields whose values must not be shown. */
export function hiddenFields(stored = ''): ReadonlySet<string> {
  const marked = stored.split(' ').filter((item) => item.endsWith(hiddenMark))
  return new Set(marked.map((item) => decodeURIComponent(item.slice(0, -length - 2))))
}

/** Paths of the fields that differ from those behind `stored`, sorted. Undefined when `stored` is no text of `fieldDigests`. */
export function changedFields(stored: string | undefined, fields: PlainRecord): readonly string[] | undefined {
  const [salt, ...items] = (stored ?? '').split(' ')
  if (salt?.length !== 8) return undefined
  const plain = items.map((item) => (item.endsWith(hiddenMark) ? item.slice(0, -1) : item))
  const before = new Map(plain.map((item) => [decodeURIComponent(item.slice(0, -length - 1)), item.slice(-length)]))
  const now = digests(fields, salt)
  const paths = new Set([...before.keys(), ...now.keys()])
  return [...paths].filter((path) => before.get(path) !== now.get(path)).sort()
}

function digests(fields: PlainRecord, salt: string): ReadonlyMap<string, string> {
  const result = new Map<string, string>()
  const put = (path: string, value: Plain): void => {
    const digest = sha256(`${salt}\0${path}\0${compactJson(value)}`).toString('base64url')
    result.set(path, digest.slice(0, length))
  }
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue
    if (keyed.has(key) && value instanceof Map) {
      for (const [name, item] of value as ReadonlyMap<string, Plain>) put(`${key}.${name}`, item)
    } else put(key, value)
  }
  return result
}
