import { child, type Node, type Scalar } from '../../source/node.ts'
import { type Attribute, attribute } from './attribute.ts'
import { reportInvalid } from './invalid.ts'
import type { Scope } from './scope.ts'

/** A scalar as Go prints it in a string position: `1.50` is "1.5", `0x10` is "16", null is "" (COMPOSE.md: YAML). */
export function scalarText(node: Scalar): string {
  if (node.value === null) return ''
  if (typeof node.value === 'number' && node.type === 'float') return goFloat(node.value)
  return String(node.value)
}

/** The text of a mapping's entry; undefined where it has none, or no scalar. */
export function textAt(item: Node, key: string): string | undefined {
  const value = child(item, key)
  return value?.kind === 'scalar' ? scalarText(value) : undefined
}

/** A float as Go's `%v` prints it: shortest digits, with an exponent below 1e-4 and from 1e6 on. */
export function goFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  const [digits = '', power = '0'] = value.toExponential().split('e')
  if (Number(power) >= -4 && Number(power) < 6) return Object.is(value, -0) ? '-0' : String(value)
  const sign = power.startsWith('-') ? '-' : '+'
  return `${digits}e${sign}${power.slice(1).padStart(2, '0')}`
}

/** A string; the empty string counts as absent. */
export function string(): Attribute<string> {
  return attribute<string>({
    parse: (node) => (node.kind === 'scalar' ? scalarText(node) || undefined : undefined),
    print: (value) => value,
  })
}

/** A truth value whose `false` counts as absent (Go `bool` with omitempty), as `privileged`. */
export function flag(): Attribute<true> {
  return attribute<true>({ parse: (node, scope) => readBoolean(node, scope) || undefined, print: (value) => value })
}

/** A truth value whose `false` is kept (Go `*bool`), as `init`. */
export function choice(): Attribute<boolean> {
  return attribute<boolean>({ parse: readBoolean, print: (value) => value })
}

/** A whole number; zero counts as absent. `keepZero` attributes (Go pointers, as `deploy.replicas`) use `count`. */
export function integer(range?: IntegerRange): Attribute<number> {
  return attribute<number>({
    parse: (node, scope) => readInteger(node, scope, range) || undefined,
    print: (value) => value,
  })
}

/** A whole number whose zero is kept (Go `*int`). */
export function count(range?: IntegerRange): Attribute<number> {
  return attribute<number>({ parse: (node, scope) => readInteger(node, scope, range), print: (value) => value })
}

const words = new Map([
  ['true', true],
  ['y', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['n', false],
  ['no', false],
  ['off', false],
])

/**
 * Reads a boolean, also from the words that docker compose casts (COMPOSE.md: interpolation). Reports anything else, and warns
 * about the words that YAML 1.2 reads as text.
 */
export function readBoolean(node: Node, scope: Scope): boolean | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  if (typeof node.value === 'boolean') return node.value
  const written = String(node.value).toLowerCase()
  const word = words.get(written)
  if (word === undefined) reportInvalid(node, scope, { be: 'true or false', example: 'true' })
  else if (/^[a-z]+$/.test(written) && written !== String(word)) warnAboutWord(node, scope, word)
  return word
}

function warnAboutWord(node: Scalar, scope: Scope, meant: boolean): void {
  scope.report.warn(
    'deprecated',
    `"${String(node.value)}" for boolean is not supported by YAML 1.2, please use \`${meant}\``,
    {
      at: node.at,
    },
  )
}

/** What a whole number may be. */
export interface IntegerRange {
  /** Inclusive; Go's `int64` by default. */
  readonly from: number
  readonly to: number
  /** Whether docker compose 2.40.3 casts a text to a number at this place (COMPOSE.md: interpolation); the default. */
  readonly texts?: 'cast' | 'refused'
  /** A good value, for messages. */
  readonly example?: string
}

/** Go's `int64` as far as a JavaScript number goes. */
export const int64: IntegerRange = { from: -(2 ** 63), to: 2 ** 63 - 1024 }

/** Go's `uint64` as far as a JavaScript number goes. */
export const unsigned: IntegerRange = { from: 0, to: 2 ** 64 - 2048 }

/**
 * Reads a whole number, also from a decimal text; fractions of numbers are cut off (2.40.3). Reports anything else, and
 * what is out of range, which docker compose 2.40.3 lets overflow.
 */
export function readInteger(node: Node, scope: Scope, range: IntegerRange = int64): number | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  const text = typeof node.value === 'string'
  const value = text ? wholeNumber(node.value) : Math.trunc(Number(node.value))
  const fits = value >= range.from && value <= range.to && !(text && range.texts === 'refused')
  if (!fits) reportInvalid(node, scope, { be: expected(range, text), example: range.example ?? '3' })
  // Not -0.
  return fits ? value + 0 : undefined
}

function expected({ from, to, texts }: IntegerRange, text: boolean): string {
  if (text && texts === 'refused') return 'a whole number without quotes'
  if (from < 0) return 'a whole number'
  return to > 2 ** 53 ? 'a whole number from 0 up' : `a whole number from ${from} to ${to}`
}

function wholeNumber(written: string): number {
  return /^[+-]?\d+$/.test(written) ? Number(written) : Number.NaN
}
