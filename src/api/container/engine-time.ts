const units: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/** A duration as Go reads it: signed, with fractions that may lack either side of the point. */
const duration = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/
const parts = /(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g
/** A day, or a day and a time of it, with or without a zone. */
const moment = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * A time on the command line as the engine wants it, in Unix seconds; a duration counts back from `now` (milliseconds), and
 * a negative one lies ahead, as docker's own command line reads it. Undefined for an empty text, which is no limit. Throws
 * for what is neither; `flag` is for the message.
 */
export function engineTime(flag: string, text: string | undefined, now: number): string | undefined {
  if (text === undefined || text === '') return undefined
  const [, sign, amount] = duration.exec(text) ?? []
  if (amount !== undefined) {
    const ago = [...amount.matchAll(parts)].reduce(
      (sum, [, n, unit = '']) => sum + Number(n) * (units.get(unit) ?? 0),
      0,
    )
    return ((sign === '-' ? now + ago : now - ago) / 1000).toFixed(9)
  }
  if (/^\d+(\.\d+)?$/.test(text)) return text
  const [, day, hour = '00', minute = '00', second = '00', zone = ''] = moment.exec(text) ?? []
  // A day without a zone begins here, not in UTC.
  const time = Date.parse(`${day}T${hour}:${minute}:${second}${zone}`)
  if (Number.isNaN(time))
    throw new Error(`invalid value for "${flag}": failed to parse value as time or duration: ${JSON.stringify(text)}`)
  return (time / 1000).toFixed(9)
}
