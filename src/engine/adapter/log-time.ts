/**
 * A time in the only form that the engine's logs take: Unix seconds, with nanoseconds. RFC 3339 times, as the engine
 * itself gives them (`2026-01-02T03:04:05.123456789Z`), keep all their digits; anything else stays as it is.
 */
export function logTime(text: string): string {
  const [, until, fraction = '', zone = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? []
  const milliseconds = until === undefined ? Number.NaN : Date.parse(until + zone)
  return Number.isNaN(milliseconds) ? text : `${milliseconds / 1000}.${fraction.padEnd(9, '0')}`
}
