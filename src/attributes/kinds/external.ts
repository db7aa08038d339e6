import { child, type Mapping, type Node, type Scalar, truth, withEntry } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import { type Attribute, extend, inside } from './attribute.ts'
import { flag, readBoolean, scalarText } from './scalars.ts'
import type { Scope } from './scope.ts'

/** `external: true`: not muster's to create or remove. A text that means true or false becomes it (COMPOSE.md: interpolation). */
export const external: Attribute<true> = extend(flag(), {
  canonical: (node, scope) => {
    if (node.kind !== 'scalar' || node.type !== 'string' || isUnfilled(node)) return node
    const meant = readBoolean(node, scope)
    return meant === undefined ? node : truth(meant, node.at)
  },
})

/** A variable that `--no-interpolate` leaves as it is. */
function isUnfilled({ value }: Scalar): boolean {
  return String(value).includes('$')
}

/** What may be declared external, also by the deprecated `external: {name: x}`, which must not disagree with the name of an earlier file. */
export function declarable<T>(fields: Attribute<T>): Attribute<T> {
  return extend(fields, {
    canonical: (node, scope) => fields.canonical(unfoldExternal(node, scope), scope),
    merge: (base, over, scope) => {
      const earlier = child(base, 'name')
      const later = child(over, 'name')
      const isLegacy = later?.tag === undefined && isWithin(later, child(over, 'external'))
      if (isLegacy) requireSameName(earlier, later, scope)
      return fields.merge(base, over, scope)
    },
  })
}

function isWithin(inner: Node | undefined, outer: Node | undefined): boolean {
  if (inner === undefined || outer?.at.file !== inner.at.file) return false
  return outer.at.start < inner.at.start && inner.at.end <= outer.at.end
}

/** The deprecated `external: {name: x}` as `external: true` and `name: x`. */
function unfoldExternal(node: Node, scope: Scope): Node {
  if (node.kind !== 'map') return node
  const named = node.entries.get('external')?.node
  if (named?.kind !== 'map') return node
  const own = node.entries.get('name')?.node
  const inner = named.entries.get('name')?.node
  scope.report.warn(
    'deprecated',
    `${pathText(scope.path)}: external.name is deprecated. Please set name and external: true`,
    {
      at: named.at,
      fix: 'write `external: true` and `name: …` beside it',
    },
  )
  const plain = withEntry(node, 'external', truth(true, named.at))
  if (inner === undefined) return plain
  if (own === undefined) return withEntry(plain, 'name', inner)
  if (own.tag === 'reset') return withEntry(plain, 'name', { ...inner, tag: 'override' })
  requireSameName(own, inner, scope)
  return plain
}

function requireSameName(name: Node | undefined, inner: Node | undefined, scope: Scope): void {
  if (name?.kind !== 'scalar' || inner?.kind !== 'scalar' || scalarText(name) === scalarText(inner)) return
  scope.report.error('exclusive-keys', `${pathText(scope.path)}: name and external.name conflict`, {
    at: inner.at,
    notes: [{ message: 'the other name', at: name.at }],
    fix: 'keep `name` only',
  })
}

/** Reports keys that say how to create what is declared external. */
export function refuseBesideExternal(node: Mapping, scope: Scope): void {
  const declared = node.entries.get('external')?.keyAt
  for (const [key, entry] of node.entries) {
    if (key === 'name' || key === 'external' || key.startsWith('x-')) continue
    scope.report.error(
      'exclusive-keys',
      `${pathText(scope.path)}: conflicting parameters \`external\` and \`${key}\``,
      {
        at: entry.keyAt,
        notes: declared === undefined ? [] : [{ message: 'declared external here', at: declared }],
        fix: `remove \`${key}\`, or \`external\` if muster should create it`,
      },
    )
  }
}

/** Whether `external` is set on a canonical mapping, so that nothing of it is muster's. */
export function isExternal(node: Mapping, scope: Scope): boolean {
  const entry = node.entries.get('external')
  return entry !== undefined && external.parse(entry.node, inside(scope, 'external')) === true
}
