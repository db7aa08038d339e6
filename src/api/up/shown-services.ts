import { noSuchService } from '../../model/no-such-service.ts'
import type { Project } from '../../model/project.ts'

/** What was asked for. */
export interface Showing {
  readonly services: readonly string[]
  readonly attach?: readonly string[]
  readonly attachDependencies?: boolean
  readonly noAttach: readonly string[]
}

/** The services whose output an `up` in the foreground shows. Throws for one that does not exist. */
export function shownServices(
  { attach, attachDependencies, noAttach, services }: Showing,
  project: Project,
): ReadonlySet<string> {
  for (const name of attach ?? []) if (!project.services.has(name)) throw noSuchService(name, project)
  const all = [...project.services.keys()]
  const named =
    services.length === 0 || attachDependencies === true ? all : all.filter((name) => services.includes(name))
  const wanted = attach ?? named.filter((name) => project.services.get(name)?.attach !== false)
  return new Set(wanted.filter((name) => !noAttach.includes(name)))
}

/** Throws NoSuchService for a name in the options of an `up` in the foreground that is none of the project's services. */
export function requireNames(
  { exitCodeFrom, ...showing }: Showing & { readonly exitCodeFrom?: string },
  project: Project,
): void {
  if (exitCodeFrom !== undefined && !project.services.has(exitCodeFrom))
    throw noSuchService(exitCodeFrom, project, 'not found')
  shownServices(showing, project)
}
