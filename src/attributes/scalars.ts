import { type Attribute, attribute, type Scope } from './attribute.ts'
import { reportInvalid } from './invalid.ts'
import type { Node, Scalar } from '../source/node.ts'

/** A scalar as Go prints it in a string position: `1.50` is "1.5", `0x10` is "16", null is "" (reference 2.13). */
export function scalarText(node: Scalar): string {
  if (node.value === null) return ''
  if (typeof node.value === 'number' && node.type === 'float') return goFloat(node.value)
  return String(node.value)
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
export function integer(): Attribute<number> {
  return attribute<number>({ parse: (node, scope) => readInteger(node, scope) || undefined, print: (value) => value })
}

/** A whole number whose zero is kept (Go `*int`). */
export function count(): Attribute<number> {
  return attribute<number>({ parse: readInteger, print: (value) => value })
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
 * Reads a boolean, also from the words that docker compose casts (reference 2.11). Reports anything else, and warns
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

/** Reads a whole number, also from a decimal text; fractions of numbers are cut off (2.40.3). Reports anything else. */
export function readInteger(node: Node, scope: Scope): number | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  const value = typeof node.value === 'number' ? Math.trunc(node.value) : wholeNumber(String(node.value))
  if (!Number.isFinite(value)) reportInvalid(node, scope, { be: 'a whole number', example: '3' })
  return Number.isFinite(value) ? value : undefined
}

function wholeNumber(written: string): number {
  return /^[+-]?\d+$/.test(written) ? Number(written) : Number.NaN
}
