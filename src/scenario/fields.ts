import type { Report } from '../source/diagnostic.ts'
import type { Mapping, Node, Origin, Scalar } from '../source/node.ts'
import { suggest } from '../source/suggest.ts'
import { type Pattern, readPattern } from './pattern.ts'

/** Says that a node is not what it should be. */
export function wrongType(node: Node, wanted: string, report: Report): undefined {
  report.error('wrong-type', `${wanted}, not ${nameOf(node)}`, { at: node.at })
  return undefined
}

function nameOf(node: Node): string {
  if (node.kind === 'map') return 'a mapping'
  if (node.kind === 'seq') return 'a list'
  return node.type === 'null' ? 'nothing' : node.type === 'string' ? 'a text' : `${node.type} ${String(node.value)}`
}

/** Reports each key that is none of `known`, with the one that was likely meant. */
export function requireKeys(
  map: Mapping,
  { known, subject }: { readonly known: readonly string[]; readonly subject: string },
  report: Report,
): void {
  for (const [key, { keyAt }] of map.entries) {
    if (known.includes(key)) continue
    const near = suggest(key, known)
    const fix = near === undefined ? `it has: ${known.join(', ')}` : `did you mean \`${near}\`?`
    report.error('unknown-key', `${subject} has no key \`${key}\``, { at: keyAt, fix })
  }
}

/** A text; numbers and booleans as they are written. */
export function textOf(node: Node, subject: string, report: Report): string | undefined {
  if (node.kind !== 'scalar' || node.type === 'null') return wrongType(node, `${subject} is a text`, report)
  return spelled(node)
}

function spelled({ type, value, at }: Scalar): string {
  return type === 'string' ? String(value) : at.file.text.slice(at.start, at.end)
}

/** A text or a list of texts. */
export function textsOf(node: Node, subject: string, report: Report): readonly string[] {
  const items = node.kind === 'seq' ? node.items : [node]
  return items.flatMap((item) => textOf(item, subject, report) ?? [])
}

/** A whole number within bounds. */
export function numberOf(
  node: Node,
  { subject, from, to }: { readonly subject: string; readonly from: number; readonly to: number },
  report: Report,
): number | undefined {
  if (node.kind === 'scalar' && node.type === 'int' && typeof node.value === 'number') {
    if (node.value >= from && node.value <= to) return node.value
  }
  report.error('invalid-value', `${subject} is a whole number from ${from} to ${to}`, { at: node.at })
  return undefined
}

/** Keys and texts, in their order. */
export function textMapOf(node: Node, subject: string, report: Report): ReadonlyMap<string, string> {
  if (node.kind !== 'map') return wrongType(node, `${subject} is a mapping`, report) ?? new Map()
  const pairs = [...node.entries].flatMap(([key, entry]) => {
    const value = textOf(entry.node, `${subject}.${key}`, report)
    return value === undefined ? [] : [[key, value] as const]
  })
  return new Map(pairs)
}

/** `/re/flags`. */
export function patternOf(node: Node, subject: string, report: Report): Pattern | undefined {
  const text = textOf(node, subject, report)
  return text === undefined ? undefined : patternAt(text, node.at, report)
}

/** A pattern, or a mistake at its place. */
export function patternAt(text: string, at: Origin, report: Report): Pattern | undefined {
  try {
    return readPattern(text)
  } catch (error) {
    report.error('invalid-value', error instanceof Error ? error.message : String(error), { at })
    return undefined
  }
}

/** Plain JSON of a node. */
export function plainOf(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'bigint' ? Number(node.value) : node.value
    case 'seq':
      return node.items.map(plainOf)
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainOf(entry.node)]))
  }
}
