import type { Scope } from '../../attributes/kinds/scope.ts'
import type { Service } from '../../attributes/service.ts'
import { develop } from '../../attributes/service/develop.ts'
import type { Project } from '../../model/project.ts'
import { ComposeError, createReport } from '../../source/diagnostic.ts'
import { nodeAt } from '../../source/node.ts'

/**
 * The project with its services' `x-develop` as `develop`, for those that have none: the key's name before it was
 * official, which docker compose 2.40.3 still reads when it watches. It counts for nothing else. Throws a ComposeError where
 * it cannot be read.
 */
export function withOldDevelop(project: Project, home: string): Project {
  const services = new Map([...project.services].map(([name, service]) => [name, dated(service, { project, home })]))
  return { ...project, services }
}

/** docker compose's words (2.40.3), once for each service that has it. */
export function oldDevelopWarnings(project: Project): readonly string[] {
  const old = [...project.services.values()].filter((service) => hasOldDevelop(project, service))
  return old.map(() => 'x-develop is DEPRECATED, please use the official `develop` attribute')
}

/** Whether a service has it, and nothing official. */
export function hasOldDevelop(project: Project, { name, develop: official }: Service): boolean {
  return official === undefined && nodeAt(project.tree, ['services', name, 'x-develop']) !== undefined
}

function dated(service: Service, { project, home }: { readonly project: Project; readonly home: string }): Service {
  const path = ['services', service.name, 'x-develop']
  const node = nodeAt(project.tree, path)
  if (node === undefined || !hasOldDevelop(project, service)) return service
  const report = createReport()
  const scope: Scope = { path, report, directory: project.directory, home, paths: 'resolve' }
  const read = develop.parse(develop.canonical(node, scope), scope)
  if (report.diagnostics.some(({ severity }) => severity === 'error')) throw new ComposeError(report.diagnostics)
  return read === undefined ? service : { ...service, develop: read }
}
