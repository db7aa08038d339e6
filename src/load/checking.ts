import type { Service } from '../attributes/service.ts'
import type { Project } from '../model/project.ts'
import type { Report } from '../source/diagnostic.ts'
import type { Origin, Path } from '../source/node.ts'

/** What the checks of one service work on. */
export interface Checking {
  readonly project: Project
  readonly service: Service
  readonly report: Report
  /** Place of a key or value below the service, or of the service's own key. */
  readonly at: (...path: Path) => { readonly at?: Origin }
}

/** What a service may name: itself is never meant. */
export function otherServices({ project, service }: Checking): readonly string[] {
  return [...project.services.keys()].filter((name) => name !== service.name)
}
