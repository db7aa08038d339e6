import { nanosecondsOf } from '../../attributes/grammar/duration.ts'

/** Go's units alone: unlike a compose file, the command line knows no days and weeks. */
const duration = /^[+-]?(?:[\d.]+(?:ns|us|µs|ms|s|m|h))+$/
/** A day, or a day and a time of it, with or without a zone. */
const moment = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * A time on the command line as the engine wants it, in Unix seconds; a duration counts back from `now` (milliseconds), and
 * a negative one lies ahead, as docker's own command line reads it. Undefined for an empty text, which is no limit. Throws
 * for what is neither; `flag` is for the message.
 */
export function engineTime(flag: string, text: string | undefined, now: number): string | undefined {
  if (text === undefined || text === '') return undefined
  const ago = duration.test(text) ? nanosecondsOf(text) : undefined
  if (ago !== undefined) return ((now - ago / 1e6) / 1000).toFixed(9)
  if (/^\d+(\.\d+)?$/.test(text)) return text
  const [, day, hour = '00', minute = '00', second = '00', zone = ''] = moment.exec(text) ?? []
  // A day without a zone begins here, not in UTC.
  const time = Date.parse(`${day}T${hour}:${minute}:${second}${zone}`)
  if (Number.isNaN(time))
    throw new Error(`invalid value for "${flag}": failed to parse value as time or duration: ${JSON.stringify(text)}`)
  return (time / 1000).toFixed(9)
}
