import { type Attribute, attribute, type Scope } from './attribute.ts'
import type { Node, Scalar } from '../source/node.ts'
import { pathText } from '../source/path-text.ts'
import { reportInvalid } from './invalid.ts'

/** A size in bytes: a number or a text with a unit (`50m`, `1.5gb`). Zero counts as absent; printed as decimal text. */
export function bytes(): Attribute<number> {
  return attribute<number>({
    parse: (node, scope) => readBytes(node, scope) || undefined,
    print: (value) => BigInt(value).toString(),
  })
}

/**
 * Reads a size in bytes. Reports anything else. Numbers with a fraction or an exponent are dropped with a warning:
 * docker compose 2.40.3 drops them silently, and the containers have to stay the same.
 */
export function readBytes(node: Node, scope: Scope): number | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  if (node.type === 'int') return Number(node.value)
  const size = typeof node.value === 'string' ? bytesOf(node.value) : undefined
  if (size === undefined && node.type === 'float') warnAboutFloat(node, scope)
  else if (size === undefined)
    reportInvalid(node, scope, { be: 'a number of bytes or a size with its unit', example: '512m' })
  return size
}

function warnAboutFloat(node: Scalar, scope: Scope): void {
  scope.report.warn('no-effect', `${pathText(scope.path)} has no effect: docker compose reads whole numbers only`, {
    at: node.at,
    fix: 'write the bytes as a whole number, or a size with its unit as `512m`',
  })
}

const powers = 'kmgtp'

/**
 * Bytes of a size as docker compose reads it: binary multiples, units b, k, m, g, t, p with optional `b` or `ib`. The only
 * negative one is -1, which docker compose 2.40.3 takes as a number but not as a text.
 */
export function bytesOf(written: string): number | undefined {
  if (written === '-1') return -1
  const parts = /^(\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(written)
  if (parts === null) return undefined
  const [, amount = '', unit = ''] = parts
  const power = unit === '' ? 0 : powers.indexOf(unit.toLowerCase()) + 1
  return Math.trunc(Number(amount) * 1024 ** power)
}
