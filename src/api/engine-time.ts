const units: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/**
 * A time on the command line as the engine wants it, in Unix seconds; a duration counts back from `now` (milliseconds),
 * as docker's own command line reads it. Throws for what is neither; `flag` is for the message.
 */
export function engineTime(flag: string, text: string, now: number): string {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)]
  if (parts.length > 0 && parts.map(([whole]) => whole).join('') === text) {
    const ago = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units.get(unit) ?? 0), 0)
    return ((now - ago) / 1000).toFixed(9)
  }
  if (/^\d+(\.\d+)?$/.test(text)) return text
  // A day without an hour begins here, not in UTC.
  const time = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text)
  if (Number.isNaN(time))
    throw new Error(`invalid value for "${flag}": failed to parse value as time or duration: ${JSON.stringify(text)}`)
  return (time / 1000).toFixed(9)
}
