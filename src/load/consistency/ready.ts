import { readReady } from '../../attributes/ready/ready.ts'
import type { Project } from '../../model/project.ts'
import type { Report } from '../../source/diagnostic.ts'
import { nodeAt } from '../../source/node.ts'

/** Warns of an `x-ready` that cannot be read. */
export function checkReady(service: string, project: Pick<Project, 'tree'>, report: Report): void {
  const path = ['services', service, 'x-ready']
  const node = nodeAt(project.tree, path)
  if (node !== undefined) readReady(node, path, report)
}
