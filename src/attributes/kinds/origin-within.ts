import type { Origin, Scalar } from '../../source/node.ts'

/**
 * Where characters `from` to `to` of a scalar's text were written. The whole scalar where the text in the file is not
 * the value itself (quotes with escapes, variables).
 */
export function originWithin(node: Scalar, from: number, to: number): Origin {
  const { at } = node
  if (at.via !== undefined || typeof node.value !== 'string') return at
  const start = at.file.text.indexOf(node.value, at.start)
  if (start < 0 || start + node.value.length > at.end) return at
  return { ...at, start: start + from, end: start + to }
}
