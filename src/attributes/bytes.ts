import { type Attribute, attribute, type Scope } from './attribute.ts'
import type { Node } from '../source/node.ts'
import { reportInvalid } from './invalid.ts'

/** A size in bytes: a number or a text with a unit (`50m`, `1.5gb`). Zero counts as absent; printed as decimal text. */
export function bytes(): Attribute<number> {
  return attribute<number>({
    parse: (node, scope) => readBytes(node, scope) || undefined,
    print: (value) => BigInt(value).toString(),
  })
}

/** Reads a size in bytes. Reports anything else. */
export function readBytes(node: Node, scope: Scope): number | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  const size = typeof node.value === 'string' ? bytesOf(node.value) : Math.trunc(Number(node.value))
  if (size === undefined) reportInvalid(node, scope, { be: 'a number of bytes or a size with its unit', example: '512m' })
  return size
}

const powers = 'kmgtp'

/** Bytes of a size as docker compose reads it: binary multiples, units b, k, m, g, t, p with optional `b` or `ib`. */
export function bytesOf(written: string): number | undefined {
  const parts = /^(-?\d+(?:\.\d*)?|\.\d+) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(written)
  if (parts === null) return undefined
  const [, amount = '', unit = ''] = parts
  const power = unit === '' ? 0 : powers.indexOf(unit.toLowerCase()) + 1
  return Math.trunc(Number(amount) * 1024 ** power)
}
