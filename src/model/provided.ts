import type { Service } from '../attributes/service.ts'
import { type Node, nodeAt, type Origin, type Via } from '../source/node.ts'
import type { Project } from './project.ts'

/** Services that a program provides, and no container. */
export function providedServices(project: Project): readonly Service[] {
  return [...project.services.values()].filter(({ provider }) => provider !== undefined)
}

/** The project without them: what is left is containers. Those that depend on them stay as they are. */
export function withoutProvided(project: Project): Project {
  if (providedServices(project).length === 0) return project
  const services = [...project.services].filter(([, { provider }]) => provider === undefined)
  return { ...project, services: new Map(services) }
}

/**
 * The project in which those that depend on a provided service know the variables that its provider has set, under the
 * service's name in upper case (`DB_URL`; nothing else is changed in it, 2.40.3). They are part of the config hash.
 */
export function withProvided(project: Project, name: string, variables: ReadonlyMap<string, string>): Project {
  const set = [...variables].map(([key, value]) => [`${name.toUpperCase()}_${key}`, value] as const)
  const services = [...project.services].map(([key, service]): [string, Service] => [
    key,
    service.depends_on?.has(name) === true
      ? { ...service, environment: new Map([...(service.environment ?? []), ...set]) }
      : service,
  ])
  return { ...project, services: new Map(services) }
}

/**
 * Where part of a provider was written elsewhere than in the project's own files: an included, extended or fetched file must not
 * decide what is run on this machine. Undefined when all is the project's own.
 */
export function foreignOrigin(
  project: Project,
  service: string,
  isRemote: (file: string) => boolean,
): Origin | undefined {
  const node = nodeAt(project.tree, ['services', service, 'provider'])
  return node === undefined ? undefined : foreignIn(node, new Set(project.files.filter((file) => !isRemote(file))))
}

function foreignIn(node: Node, own: ReadonlySet<string>): Origin | undefined {
  if (!own.has(node.at.file.path) || isIncluded(node.at.via)) return node.at
  if (node.kind === 'scalar') return undefined
  const inner = node.kind === 'seq' ? node.items : [...node.entries.values()].map((entry) => entry.node)
  for (const one of inner) {
    const found = foreignIn(one, own)
    if (found !== undefined) return found
  }
  return undefined
}

/** Came in by `include`, whatever file it stands in. */
function isIncluded(via: Via | undefined): boolean {
  if (via === undefined) return false
  return via.kind === 'variable' ? isIncluded(via.before) : via.kind === 'include' || isIncluded(via.at.via)
}
