import { networkName, volumeName } from './names.ts'
import type { Project } from './project.ts'

/** Engine names of the networks that are `external` in the file. They are not the project's, also where a label says that it made them. */
export function externalNetworks(project: Project): ReadonlySet<string> {
  return new Set([...project.networks].flatMap(([key, it]) => (it.external === true ? networkName(project, key) : [])))
}

/** The same of volumes. */
export function externalVolumes(project: Project): ReadonlySet<string> {
  return new Set([...project.volumes].flatMap(([key, it]) => (it.external === true ? volumeName(project, key) : [])))
}
