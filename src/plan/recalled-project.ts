import type { Service } from '../attributes/service.ts'
import { type Condition, conditions, type Dependency } from '../attributes/service/depends-on.ts'
import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import { sourceFile } from '../source/file.ts'
import { mapping } from '../source/node.ts'
import type { ObservedContainer } from './observed.ts'

/** What the labels of a project's containers tell of its services: names and dependencies. */
export function recalledProject(
  { name, separator }: Pick<Project, 'name' | 'separator'>,
  containers: readonly ObservedContainer[],
): Project {
  const made = containers.filter(({ configHash }) => configHash !== undefined)
  const names = [...new Set(made.map(({ service }) => service))].sort()
  const services = names.map((service): [string, Service] => {
    const value = made.find((container) => container.service === service && !container.oneOff)?.labels
    const needs = dependencies(value?.get(label.dependsOn) ?? '')
    return [service, { name: service, ...(needs.size === 0 ? {} : { depends_on: needs }) }]
  })
  const nothing = { networks: new Map(), volumes: new Map(), secrets: new Map(), configs: new Map() }
  return {
    ...nothing,
    name,
    separator,
    directory: '/',
    files: [],
    envFiles: [],
    services: new Map(services),
    disabled: new Map(),
    models: new Map(),
    extensions: new Map(),
    environment: new Map(),
    profiles: [],
    tree: mapping([], { file: sourceFile('', ''), start: 0, end: 0 }),
    warnings: [],
  }
}

/** `db:service_healthy:true,cache:service_started:false`. docker compose v1 wrote names alone. */
function dependencies(text: string): ReadonlyMap<string, Dependency> {
  const items = text.split(',').filter((item) => item !== '')
  return new Map(
    items.map((item): [string, Dependency] => {
      const [service = '', condition = '', restart = ''] = item.split(':')
      const known = isCondition(condition) ? condition : 'service_started'
      return [service, { condition: known, required: true, ...(restart === 'true' ? { restart: true } : {}) }]
    }),
  )
}

function isCondition(text: string): text is Condition {
  return (conditions as readonly string[]).includes(text)
}
