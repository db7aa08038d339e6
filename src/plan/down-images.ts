import { label } from '../model/labels.ts'
import { imageName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import type { Observed, ObservedContainer } from './observed.ts'
import type { DownPolicy } from './policy.ts'

interface Scope {
  readonly project?: Project
  readonly observed: Observed
  readonly policy: DownPolicy
}

/** Which images of a project go with it. A copy's data takes along what was built for the copy alone. */
export function imagesToRemove(
  project: Project | undefined,
  { images, volumes, targets }: DownPolicy,
): 'none' | 'own' | 'local' | 'all' {
  if (images !== 'keep') return images
  return project?.copy !== undefined && volumes === 'remove' && targets.length === 0 ? 'own' : 'none'
}

/**
 * What `down --rmi` removes, in docker compose's names. `local`: images that were built for the project, also under
 * a tag that its files no longer say; `all`: also those that the services use. Of an image with several names those go
 * that services use, else the first. Without a file the containers tell which services there are; images of services that
 * nobody knows go with the orphans.
 */
export function goingImages(scope: Scope, going: readonly ObservedContainer[]): readonly string[] {
  const { policy, observed, project } = scope
  const used = usedNames(scope)
  const services = project === undefined ? new Set(going.map(({ service }) => service)) : servicesOf(project, policy)
  const isGoing = (service: string): boolean =>
    services.has(service) || (policy.orphans === 'remove' && policy.targets.length === 0)
  const own = (observed.ownImages ?? [])
    .filter(({ service }) => isGoing(service))
    .flatMap(({ tags }) => (tags.some((tag) => used.has(tag)) ? [] : tags.slice(0, 1)))
  return [...new Set([...used, ...own])].toSorted()
}

/** What was built for a copy alone: images of its services, and the tags that the copy has in place of those of the files. */
export function copyImages({ project, observed }: Scope): readonly string[] {
  if (project === undefined) return []
  const services = [...project.services.values(), ...project.disabled.values()]
  const names = [...services.map((service) => imageName(project, service)), ...(project.copy?.tags ?? [])]
  const isOwn = (name: string): boolean => observed.images.get(name)?.labels.get(label.project) === project.name
  return [...new Set(names)].filter(isOwn).toSorted()
}

function servicesOf(project: Project, { targets }: DownPolicy): ReadonlySet<string> {
  const all = [...project.services.keys(), ...project.disabled.keys()]
  return new Set(targets.length === 0 ? all : all.filter((name) => targets.includes(name)))
}

/** The names that the files say of images which are here, and are to go. */
function usedNames({ project, observed, policy }: Scope): ReadonlySet<string> {
  if (project === undefined) return new Set()
  const wanted = servicesOf(project, policy)
  const services = [...project.services.values(), ...project.disabled.values()].filter(({ name }) => wanted.has(name))
  const names = services.flatMap((service) => {
    const name = imageName(project, service)
    const image = observed.images.get(name)
    const isLocal = service.image === undefined || image?.labels.get(label.project) === project.name
    return image !== undefined && (policy.images === 'all' || isLocal) ? [withTag(name, image.id)] : []
  })
  return new Set(names)
}

function withTag(name: string, id: string): string {
  const isId = id.replace(/^sha256:/, '').startsWith(name)
  return isId || /[:@][^/]*$/.test(name) ? name : `${name}:latest`
}
