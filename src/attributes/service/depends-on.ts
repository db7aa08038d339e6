import { child, type Mapping, mapping, type Node, text, truth, withEntry } from '../../source/node.ts'
import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { namedMap } from '../kinds/named-map.ts'
import { record } from '../kinds/record.ts'
import { choice, flag, scalarText, string } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** When a dependency is met. */
export const conditions = ['service_started', 'service_healthy', 'service_completed_successfully'] as const

/** What must hold of a dependency before the dependent starts. */
export type Condition = (typeof conditions)[number]

/** What a service expects of another one. */
export interface Dependency {
  readonly condition: Condition
  /** Restart this service when muster restarts the dependency. */
  readonly restart?: true
  /** Whether the dependency must be there and become ready. */
  readonly required: boolean
}

const fields = record({ condition: string(), restart: flag(), required: choice() })

const dependency: Attribute<Dependency> = extend(fields as Attribute<Dependency>, {
  parse: (node, scope) => {
    if (node.kind !== 'map') return undefined
    const { condition = 'service_started', ...rest } = fields.parse(node, scope) ?? {}
    if (!isCondition(condition)) reportCondition(node, scope)
    return { condition: isCondition(condition) ? condition : 'service_started', required: true, ...rest }
  },
})

/** A list of names means `service_started` and required; a mapping gets these as defaults after merging. */
export const dependsOn: Attribute<ReadonlyMap<string, Dependency>> = namedMap(dependency, plainDependency) as Attribute<
  ReadonlyMap<string, Dependency>
>

/** The node of a dependency that a short form implies. */
export function plainDependency({ at }: Node): Mapping {
  return mapping(
    [
      ['condition', text('service_started', at)],
      ['required', truth(true, at)],
    ],
    at,
  )
}

/** `depends_on` with one more service, unless it names it already. For what links and shared namespaces imply. */
export function withImplied(dependencies: Mapping, service: string, implied: Implied): Mapping {
  if (dependencies.entries.has(service)) return dependencies
  const restart = truth(implied.restart === 'with-it', implied.by.at)
  return withEntry(dependencies, service, withEntry(plainDependency(implied.by), 'restart', restart))
}

/** Where a dependency comes from, and whether the service restarts with it (quirk 14). */
export interface Implied {
  readonly by: Node
  readonly restart: 'with-it' | 'on-its-own'
}

function isCondition(written: string): written is Condition {
  return (conditions as readonly string[]).includes(written)
}

function reportCondition(node: Mapping, scope: Scope): void {
  const written = child(node, 'condition') ?? node
  const near = written.kind === 'scalar' && scalarText(written).includes('health') ? conditions[1] : conditions[0]
  reportInvalid(written, inside(scope, 'condition'), {
    be: `one of ${conditions.join(', ')}`,
    example: `condition: ${near}`,
  })
}
