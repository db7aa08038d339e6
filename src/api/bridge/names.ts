import type { Plain } from '../../plain.ts'

/** A manifest and the file that it goes into, below the output folder. */
export interface Manifest {
  readonly path: string
  readonly content: Plain
}

/** A name that Kubernetes takes: lower case letters, digits and dashes, at most 63. */
export function kubernetesName(name: string): string {
  const clean = name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-')
  return (
    clean
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 63)
      .replace(/-+$/, '') || 'x'
  )
}

/** Labels by which the objects of a project, and of a service, find each other. */
export function labelsOf(project: string, service?: string): Record<string, Plain> {
  const own = { 'com.docker.compose.project': kubernetesName(project) }
  return service === undefined ? own : { ...own, 'com.docker.compose.service': kubernetesName(service) }
}

/** A list, or undefined when nothing is in it. */
export function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}
