import { goType } from './go-type.ts'

/** Negative, zero or positive, as the first is less than, equal to or greater than the other. Throws for what Go does not compare. */
export function compare(a: unknown, b: unknown, how: 'equality' | 'order'): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isInteger(a) !== Number.isInteger(b)) throw incompatible(a, b)
    return a - b
  }
  if (typeof a === 'string' && typeof b === 'string') return a === b ? 0 : a < b ? -1 : 1
  if (how === 'equality' && typeof a === 'boolean' && typeof b === 'boolean') return a === b ? 0 : 1
  if (how === 'equality' && (a === undefined || b === undefined)) return a === b ? 0 : 1
  const simple = [a, b].every((value) => ['string', 'number', 'boolean'].includes(typeof value))
  throw simple && typeof a !== typeof b ? incompatible(a, b) : new Error('invalid type for comparison')
}

function incompatible(a: unknown, b: unknown): Error {
  return new Error(`incompatible types for comparison: ${goType(a)} and ${goType(b)}`)
}
