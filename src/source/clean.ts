import type { Redact } from './redact.ts'

/** The same data without what must not be shown. */
export function clean<T>(value: T, redact: Redact): T {
  if (typeof value === 'string') return redact(value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => clean(item, redact)) as T
  if (value === null || typeof value !== 'object' || value instanceof Map) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item as unknown, redact)])) as T
}
