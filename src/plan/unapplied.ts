import type { Service } from '../attributes/service.ts'
import { changedFields } from '../model/field-digests.ts'
import { acceptedHashInputs, hashedFields } from '../model/hash.ts'
import { hashWithIds } from '../model/ids.ts'
import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import type { ObservedContainer } from './observed.ts'
import type { Scene } from './scene.ts'
import type { Plan } from './step.ts'

/** So many changed attributes are named. */
const named = 4

/**
 * A warning for each service of which a `start` or `restart` brings back a container that `up` would replace: neither applies a
 * changed file (docker compose 2.40.3 says nothing). `project` is as `up` would read it, with its env files.
 */
export function unappliedChanges(
  plan: Plan,
  project: Project,
  { containers }: Pick<Scene, 'containers'>,
): readonly string[] {
  const back = new Set(
    plan.steps.flatMap(({ action }) => (bringsBack(action.do) && 'container' in action ? action.container : [])),
  )
  const warnings = containers
    .filter(({ name }) => back.has(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((container) => {
      const service = project.services.get(container.service) ?? project.disabled.get(container.service)
      if (service === undefined || usesProvider(service, project)) return []
      const changed = changeOf(service, container, containers)
      return changed === undefined
        ? []
        : `${service.name}: ${changed} changed, and a ${plan.verb} does not apply that: use \`up\``
    })
  return [...new Set(warnings)]
}

function bringsBack(action: string): boolean {
  return action === 'start-container' || action === 'restart-container'
}

/** What a provider sets is known to those alone that run it. */
function usesProvider({ depends_on: needed }: Service, { services }: Project): boolean {
  return [...(needed?.keys() ?? [])].some((name) => services.get(name)?.provider !== undefined)
}

/** The changed attributes in words; undefined where there are none. */
function changeOf(
  service: Service,
  old: ObservedContainer,
  containers: readonly ObservedContainer[],
): string | undefined {
  const first = (other: string): ObservedContainer | undefined =>
    containers
      .filter((it) => it.service === other && !it.oneOff && it.configHash !== undefined)
      .toSorted((a, b) => a.number - b.number)[0]
  const nameOf = (other: string): string => first(other)?.name ?? other
  const ids = new Map(containers.map(({ name, id }) => [name, id]))
  const accepted = acceptedHashInputs(service, nameOf).map((input) => hashWithIds(input, ids))
  if (old.configHash === undefined || accepted.includes(old.configHash)) return undefined
  const paths = changedFields(old.labels.get(label.fields), hashedFields(service, nameOf)) ?? []
  const more = paths.length > named ? [`${paths.length - named} more`] : []
  return paths.length === 0 ? 'its configuration' : [...paths.slice(0, named), ...more].join(', ')
}
