import type { Entry, Mapping, Node } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import type { Scope } from './scope.ts'

/**
 * The default merge of the specification: mappings deep, sequences appended, everything else replaced;
 * a null in the later file keeps the earlier value (COMPOSE.md: merging). Reports what is no mapping over a mapping, and
 * what is no sequence over a sequence.
 */
export function mergeNodes(base: Node, over: Node, scope: Scope): Node {
  if (over.kind === 'scalar' && over.value === null) return base
  if (base.kind === 'map' && over.kind === 'map') {
    const below = (key: string): Scope => ({ ...scope, path: [...scope.path, key] })
    return mergeMappings(base, over, (earlier, later, key) => mergeNodes(earlier, later, below(key)))
  }
  if (base.kind === 'seq' && over.kind === 'seq') return { ...over, items: [...base.items, ...over.items] }
  if (base.kind !== 'scalar') reportMismatch(base, over, scope)
  return over
}

/** Reports that two forms of one key cannot be merged, in the words of docker compose. */
export function reportMismatch(base: Node, over: Node, scope: Scope): void {
  const [earlier, later] = [base, over].map(({ kind }) => forms[kind]) as [string, string]
  const because = earlier === later ? '' : `: ${later} cannot be laid on ${earlier}`
  scope.report.error('wrong-type', `cannot override ${pathText(scope.path)}${because}`, {
    at: over.at,
    notes: [{ message: 'the earlier value', at: base.at }],
    fix: 'write both in the same form, or begin this one with `!override` to replace the other',
  })
}

const forms = { map: 'a mapping', seq: 'a list', scalar: 'a single value' } as const

/** Lays one mapping on another with a rule for the keys that both have; `!reset` removes and `!override` replaces. */
export function mergeMappings(
  base: Mapping,
  over: Mapping,
  rule: (base: Node, over: Node, key: string) => Node,
): Mapping {
  const entries = new Map<string, Entry>(base.entries)
  for (const [key, entry] of over.entries) {
    const earlier = base.entries.get(key)
    if (entry.node.tag === 'reset') entries.delete(key)
    else if (earlier === undefined || entry.node.tag === 'override') entries.set(key, entry)
    else entries.set(key, { keyAt: entry.keyAt, node: rule(earlier.node, entry.node, key) })
  }
  return { ...over, entries }
}
