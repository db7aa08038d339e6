import type { Service } from '../attributes/service.ts'
import { noSuchService } from './no-such-service.ts'
import type { Project } from './project.ts'

/** Which part of a project a verb works on. */
export interface Selection {
  /** Names or glob patterns from the command line; empty means all active services. */
  readonly services: readonly string[]
  /** What else comes along: what the services need, or nothing (`--no-deps`). */
  readonly along: 'dependencies' | 'nothing'
  /** `--all-resources`: keep networks, volumes, secrets and configs that no active service uses. */
  readonly allResources: boolean
}

/**
 * The project reduced to the selected services and what they need. Naming a service enables its profiles;
 * dependencies come along transitively. What is left out is in `disabled`.
 *
 * Throws for a service that does not exist.
 */
export function select(project: Project, selection: Selection): Project {
  const named = selection.services.length === 0 ? project : reduced(withNamed(project, selection.services), selection)
  return selection.allResources ? named : withoutUnused(named)
}

/** Services that are named although inactive bring every service of their profiles with them. */
function withNamed(project: Project, names: readonly string[]): Project {
  const profiles = new Set(names.flatMap((name) => project.disabled.get(name)?.profiles ?? []))
  if (profiles.size === 0) return project
  const enabled = [...project.disabled].filter(([, service]) =>
    service.profiles?.some((profile) => profiles.has(profile)),
  )
  return moved(project, [...project.services.keys(), ...enabled.map(([name]) => name)])
}

function reduced(project: Project, { services, along }: Selection): Project {
  const wanted = new Set<string>()
  const add = (name: string): void => {
    if (wanted.has(name)) return
    wanted.add(name)
    if (along === 'nothing') return
    for (const [needed, need] of project.services.get(name)?.depends_on ?? []) {
      if (project.services.has(needed)) add(needed)
      else if (need.required !== false) throw noSuchService(needed, project)
    }
  }
  for (const name of services.flatMap((pattern) => matching(project, pattern))) add(name)
  const chosen = moved(project, [...wanted])
  const trimmed = [...chosen.services].map(([name, service]): [string, Service] => [
    name,
    withDependencies(service, wanted),
  ])
  return { ...chosen, services: new Map(trimmed) }
}

function matching(project: Project, pattern: string): readonly string[] {
  if (project.services.has(pattern)) return [pattern]
  const glob = globPattern(pattern)
  const found = [...project.services.keys()].filter((name) => glob?.test(name))
  if (found.length === 0) throw noSuchService(pattern, project)
  return found
}

/** A shell pattern (`*`, `?`, `[a-z]`, `[^a]`) as a regular expression; undefined when it holds none. */
function globPattern(pattern: string): RegExp | undefined {
  if (!/[*?[\\]/.test(pattern)) return undefined
  const source = pattern.replaceAll(/\\.|\[\^?[^\]]+\]|[^]/gu, (token) => {
    if (token === '*') return '[^/]*'
    if (token === '?') return '[^/]'
    if (token.length > 1 && token.startsWith('[')) return token.replaceAll('\\', '\\\\')
    return literal(token.startsWith('\\') && token.length > 1 ? token.slice(1) : token)
  })
  return new RegExp(`^${source}$`, 'u')
}

function literal(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/]/, String.raw`\$&`)
}

function withDependencies(service: Service, kept: ReadonlySet<string>): Service {
  if (service.depends_on === undefined) return service
  const left = [...service.depends_on].filter(([name]) => kept.has(name))
  const { depends_on: _, ...rest } = service
  return left.length === 0 ? rest : { ...service, depends_on: new Map(left) }
}

/** The same project with exactly these services active. */
function moved(project: Project, active: readonly string[]): Project {
  const all = [...project.services, ...project.disabled].sort(([a], [b]) => (a < b ? -1 : 1))
  const keep = new Set(active)
  return {
    ...project,
    services: new Map(all.filter(([name]) => keep.has(name))),
    disabled: new Map(all.filter(([name]) => !keep.has(name))),
  }
}

/** The project without networks, volumes, secrets, configs and models that no active service uses. */
function withoutUnused(project: Project): Project {
  const services = [...project.services.values()]
  const used = (names: (service: Service) => readonly (string | undefined)[]): ReadonlySet<string | undefined> =>
    new Set(services.flatMap(names))
  const sources = (refs: readonly { readonly source?: string }[] | undefined): (string | undefined)[] =>
    (refs ?? []).map((ref) => ref.source)
  return {
    ...project,
    networks: only(
      project.networks,
      used((service) => [...(service.networks?.keys() ?? [])]),
    ),
    volumes: only(
      project.volumes,
      used((service) => sources(service.volumes?.filter((mount) => mount.type === 'volume'))),
    ),
    secrets: only(
      project.secrets,
      used((service) => [
        ...sources(service.secrets),
        ...builtAlong(project, service).flatMap(({ build }) => sources(build?.secrets)),
      ]),
    ),
    configs: only(
      project.configs,
      used((service) => sources(service.configs)),
    ),
    models: only(
      project.models,
      used((service) => [...(service.models?.keys() ?? [])]),
    ),
  }
}

/** The service and those whose images its build takes as contexts (`service:NAME`), whether they take part or not. */
function builtAlong(project: Project, service: Service): readonly Service[] {
  const found = new Set([service])
  for (const { build } of found) {
    for (const context of build?.additional_contexts?.values() ?? []) {
      const name = context.startsWith('service:') ? context.slice('service:'.length) : ''
      const other = project.services.get(name) ?? project.disabled.get(name)
      if (other !== undefined) found.add(other)
    }
  }
  return [...found]
}

function only<T>(all: ReadonlyMap<string, T>, used: ReadonlySet<string | undefined>): ReadonlyMap<string, T> {
  return new Map([...all].filter(([name]) => used.has(name)))
}
