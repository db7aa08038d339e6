import { float64, type Plain } from '../../plain.ts'
import type { Node } from '../../source/node.ts'
import { goFloatOf } from '../grammar/go-number.ts'
import { type Attribute, attribute, type Form } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { inHostConfig } from '../kinds/payload.ts'
import type { Scope } from '../kinds/scope.ts'

/** Processors that may be used at most. docker compose keeps a 32-bit float, which the hash shows. */
export const cpus: Attribute<number> = inHostConfig(float(), 'NanoCpus', nanoCpus)

/** Billionths of a processor, computed in 32 bits as docker compose does. */
export function nanoCpus(value: number): number {
  return Math.trunc(Math.fround(Math.fround(value) * 1e9))
}

/** A Go `float32`; zero counts as absent. */
export function float(): Attribute<number> {
  return attribute<number>({ parse: (node, scope) => readFloat(node, scope) || undefined, print: printFloat })
}

/** In YAML large whole floats have an exponent, unlike integers. */
function printFloat(value: number, form: Form): Plain {
  return form === 'yaml' && Number.isInteger(value) && Math.abs(value) >= 1e6 ? { [float64]: value } : value
}

/** Reads a number, also from a decimal text, as the shortest decimal of its 32-bit float. Reports anything else. */
function readFloat(node: Node, scope: Scope): number | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  const value = typeof node.value === 'string' ? (goFloatOf(node.value) ?? Number.NaN) : Number(node.value)
  if (typeof node.value !== 'boolean' && Number.isFinite(value)) return shortest(value)
  reportInvalid(node, scope, { be: 'a number', example: '0.5' })
  return undefined
}

function shortest(value: number): number {
  const single = Math.fround(value)
  for (let digits = 1; digits < 10; digits++) {
    const decimal = Number(single.toPrecision(digits))
    if (Math.fround(decimal) === single) return decimal
  }
  return single
}
