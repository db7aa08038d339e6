import { type Attribute, inside } from '../attributes/kinds/attribute.ts'
import { plainOf } from '../attributes/kinds/plain-of.ts'
import type { Scope } from '../attributes/kinds/scope.ts'
import { type Service, serviceAttribute } from '../attributes/service.ts'
import { config, model, network, secret, volume } from '../attributes/top-level.ts'
import type { Plain } from '../plain.ts'
import { child, type Mapping, type Node } from '../source/node.ts'

/** Everything of a project that its tree holds, typed. */
export interface Parts {
  readonly all: ReadonlyMap<string, Service>
  readonly networks: ReadonlyMap<string, Value<typeof network>>
  readonly volumes: ReadonlyMap<string, Value<typeof volume>>
  readonly secrets: ReadonlyMap<string, Value<typeof secret>>
  readonly configs: ReadonlyMap<string, Value<typeof config>>
  readonly models: ReadonlyMap<string, Value<typeof model>>
  readonly extensions: ReadonlyMap<string, Plain>
}

type Value<A> = A extends Attribute<infer T> ? T : never

/** Canonical tree -> typed values, each map in name order. What cannot be meant is reported and left out. */
export function parseModel(tree: Mapping, scope: Scope): Parts {
  const services = parseSection(tree, 'services', { attribute: serviceAttribute, scope })
  return {
    all: new Map([...services].map(([name, fields]) => [name, { ...fields, name }])),
    networks: parseSection(tree, 'networks', { attribute: network, scope }),
    volumes: parseSection(tree, 'volumes', { attribute: volume, scope }),
    secrets: parseSection(tree, 'secrets', { attribute: secret, scope }),
    configs: parseSection(tree, 'configs', { attribute: config, scope }),
    models: parseSection(tree, 'models', { attribute: model, scope }),
    extensions: extensionsOf(tree),
  }
}

function parseSection<T>(
  tree: Mapping,
  section: string,
  by: { readonly attribute: Attribute<T>; readonly scope: Scope },
): Map<string, T> {
  const values = new Map<string, T>()
  for (const [name, node] of membersOf(tree, section)) {
    const value = by.attribute.parse(node, inside(inside(by.scope, section), name))
    if (value !== undefined) values.set(name, value)
  }
  return values
}

function membersOf(tree: Mapping, section: string): [string, Node][] {
  const node = child(tree, section)
  if (node?.kind !== 'map') return []
  return [...node.entries]
    .map(([name, entry]): [string, Node] => [name, entry.node])
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function extensionsOf(tree: Mapping): ReadonlyMap<string, Plain> {
  const own = [...tree.entries].filter(([key]) => key.startsWith('x-'))
  return new Map(own.map(([key, entry]) => [key, plainOf(entry.node)]))
}
