import type { Node, Scalar } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import { type Attribute, attribute } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { exact, type Whole } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import { fitsInt64, goFloatOf } from './go-number.ts'

/** A size in bytes: a number or a text with a unit (`50m`, `1.5gb`). Zero counts as absent; printed as decimal text. */
export function bytes(): Attribute<Whole> {
  return attribute<Whole>({
    parse: (node, scope) => readBytes(node, scope) || undefined,
    print: (value) => String(value),
  })
}

/**
 * Reads a size in bytes. Reports anything else. Numbers with a fraction or an exponent are dropped with a warning:
 * docker compose 2.40.3 drops them silently, and the containers have to stay the same.
 */
function readBytes(node: Node, scope: Scope): Whole | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  const size =
    isWhole(node.value) && node.type === 'int' && fitsInt64(node.value)
      ? node.value
      : typeof node.value === 'string'
        ? bytesOf(node.value)
        : undefined
  if (size === undefined && node.type === 'float') warnAboutFloat(node, scope)
  else if (size === undefined)
    reportInvalid(node, scope, { be: 'a number of bytes or a size with its unit', example: '512m' })
  return size
}

function isWhole(value: unknown): value is Whole {
  return typeof value === 'number' || typeof value === 'bigint'
}

function warnAboutFloat(node: Scalar, scope: Scope): void {
  scope.report.warn('no-effect', `${pathText(scope.path)} has no effect: docker compose reads whole numbers only`, {
    at: node.at,
    fix: 'write the bytes as a whole number, or a size with its unit as `512m`',
  })
}

const powers = 'kmgtp'

/**
 * Bytes of a size as docker compose reads it: binary multiples, units b, k, m, g, t, p with optional `b` or `ib`. Negative
 * ones and those beyond 64 bits are none.
 */
function bytesOf(written: string): Whole | undefined {
  const digits = /^.*[\d. ]/s.exec(written)?.[0]
  if (digits === undefined) return undefined
  const unit = /^(?:([kmgtp])(?:i?b)?|b)?$/i.exec(written.slice(digits.length))
  const amount = goFloatOf(digits.endsWith(' ') ? digits.slice(0, -1) : digits)
  if (unit === null || amount === undefined) return undefined
  const power = unit[1] === undefined ? 0 : powers.indexOf(unit[1].toLowerCase()) + 1
  const size = Math.trunc(amount * 1024 ** power)
  return size >= 0 && fitsInt64(size) ? exact(BigInt(size)) : undefined
}
