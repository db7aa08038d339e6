import { UsageError } from '../usage-error.ts'

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const falsehoods = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

/** Go's strconv.ParseBool. `flag` is the flag's spelling in quotes, for the message. */
export function readBoolean(text: string, flag: string): boolean {
  const value = booleanOf(text)
  if (value === undefined) throw invalid(text, flag, { what: 'ParseBool', why: 'invalid syntax', example: '=false' })
  return value
}

/** The truth that a text spells in Go, or undefined. Also for environment variables such as COMPOSE_REMOVE_ORPHANS. */
export function booleanOf(text: string): boolean | undefined {
  if (truths.has(text)) return true
  return falsehoods.has(text) ? false : undefined
}

/** Go's strconv.ParseInt with base 0: decimal, `0x`, `0o`, `0b`, a leading zero is octal, `_` between digits. */
export function readInt(text: string, flag: string): number {
  const value = intOf(text)
  if (value === undefined) throw invalid(text, flag, { what: 'ParseInt', why: 'invalid syntax', example: ' 5' })
  if (!Number.isSafeInteger(value))
    throw invalid(text, flag, { what: 'ParseInt', why: 'value out of range', example: ' 5' })
  return value
}

function intOf(text: string): number | undefined {
  const match = /^([+-]?)(0[xX]_?[\da-fA-F_]+|0[bB]_?[01_]+|0[oO]?_?[0-7_]+|[1-9][\d_]*|0)$/.exec(text)
  const digits = match?.[2]
  if (digits === undefined || /__|_$/.test(digits)) return undefined
  const plain = digits.replaceAll('_', '')
  const value = Number(/^0[0-7]/.test(plain) ? `0o${plain.slice(1)}` : plain)
  return match?.[1] === '-' ? -value : value
}

interface Refusal {
  readonly what: string
  readonly why: string
  /** What could stand after the flag. */
  readonly example: string
}

function invalid(text: string, flag: string, { what, why, example }: Refusal): UsageError {
  const spelling = /--[^"]+/.exec(flag)?.[0] ?? flag
  return new UsageError(
    `invalid argument ${JSON.stringify(text)} for ${flag} flag: strconv.${what}: parsing ${JSON.stringify(text)}: ${why}`,
    `write for instance \`${spelling}${example}\``,
  )
}
