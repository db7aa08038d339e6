import type { Service } from '../attributes/service.ts'
import type { Project } from './project.ts'

/** What a name is made of; a Project is one. */
export interface Naming {
  readonly name: string
  readonly separator: '-' | '_'
}

/** `<project>-<service>-<number>`, or the service's `container_name`. */
export function containerName(
  project: Naming,
  service: { readonly name: string; readonly container_name?: string },
  number: number,
): string {
  return service.container_name ?? [project.name, service.name, number].join(project.separator)
}

/** The tag of a built image: `image`, else `<project>-<service>`. */
export function imageName(project: Naming, service: { readonly name: string; readonly image?: string }): string {
  return service.image ?? `${project.name}${project.separator}${service.name}`
}

/** The name of a replacement until the container that it replaces is gone: `<12 hex of the old id>_<final name>`. */
export function replacementName(oldId: string, finalName: string): string {
  return `${oldId.slice(0, 12)}_${finalName}`
}

/** The final name inside a replacement's name, or undefined when `name` is not one. Both muster and docker compose make such names. */
export function finalNameOf(name: string): string | undefined {
  return /^[0-9a-f]{12}_(.+)$/.exec(name)?.[1]
}

/** Engine name of a network of the file: its `name`, else `<project>_<key>`. */
export function networkName(project: Project, key: string): string {
  return project.networks.get(key)?.name ?? `${project.name}_${key}`
}

/** Engine name of a volume of the file. */
export function volumeName(project: Project, key: string): string {
  return project.volumes.get(key)?.name ?? `${project.name}_${key}`
}

/** How many containers a service shall have: `scale`, else `deploy.replicas`, else 1. */
export function replicasOf(service: Service): number {
  return Number(service.scale ?? service.deploy?.replicas ?? 1)
}

/** The volume that says of a project that its data is being put back from a snapshot (see api/snapshot/restoration.ts). */
export function restorationName(project: string): string {
  return `muster-restoring_${project}`
}

/** The volume that says that such a restoration has begun to remove what was there. */
export function emptyingName(project: string): string {
  return `muster-emptying_${project}`
}

/** Whether a volume's name is one that only muster may give. */
export function isReservedVolume(name: string): boolean {
  return /^muster-(restoring|emptying|snapshot)_/.test(name)
}
