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

/** A whole number: a bigint beyond 2^53, where a number would lose digits. */
export type Whole = number | bigint

/** A whole number; zero counts as absent. `keepZero` attributes (Go pointers, as `deploy.replicas`) use `count`. */
export function integer<N extends Whole = Whole>(range?: IntegerRange<N>): Attribute<N> {
  return attribute<N>({
    parse: (node, scope) => readInteger(node, scope, range) || undefined,
    print: (value) => value,
  })
}

/** A whole number whose zero is kept (Go `*int`). */
export function count<N extends Whole = Whole>(range?: IntegerRange<N>): Attribute<N> {
  return attribute<N>({ parse: (node, scope) => readInteger(node, scope, range), print: (value) => value })
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

/** What a whole number may be. Between bounds that are numbers it is one itself. */
export interface IntegerRange<N extends Whole = Whole> {
  /** Inclusive; Go's `int64` by default. */
  readonly from: N
  readonly to: N
  /** Whether docker compose 2.40.3 casts a text to a number at this place (COMPOSE.md: interpolation); the default. */
  readonly texts?: 'cast' | 'refused'
  /** A good value, for messages. */
  readonly example?: string
}

/** Go's `int64`. */
export const int64: IntegerRange = { from: -(2n ** 63n), to: 2n ** 63n - 1n }

/** Go's `uint64`. */
export const unsigned: IntegerRange = { from: 0, to: 2n ** 64n - 1n }

/**
 * Reads a whole number, also from a decimal text; fractions of numbers are cut off (2.40.3). Reports anything else, and
 * what is out of range, which docker compose 2.40.3 lets overflow.
 */
export function readInteger<N extends Whole = Whole>(
  node: Node,
  scope: Scope,
  range: IntegerRange<N> = int64 as IntegerRange<N>,
): N | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  const text = typeof node.value === 'string'
  const value = wholeNumber(node.value)
  const fits = value >= range.from && value <= range.to && !(text && range.texts === 'refused')
  if (!fits) reportInvalid(node, scope, { be: expected(range, text), example: range.example ?? '3' })
  return fits ? (value as N) : undefined
}

function expected({ from, to, texts }: IntegerRange, text: boolean): string {
  if (text && texts === 'refused') return 'a whole number without quotes'
  if (from < 0) return 'a whole number'
  return to > 2 ** 53 ? 'a whole number from 0 up' : `a whole number from ${from} to ${to}`
}

function wholeNumber(value: NonNullable<Scalar['value']>): Whole {
  if (typeof value === 'bigint') return value
  // Not -0.
  if (typeof value !== 'string') return Math.trunc(Number(value)) + 0
  return /^[+-]?\d+$/.test(value) ? exact(BigInt(value.replace('+', ''))) : Number.NaN
}

/** The shortest form of a whole number that keeps its digits. */
export function exact(value: bigint): Whole {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
