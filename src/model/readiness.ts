import type { ReadyCondition } from '../attributes/ready/condition.ts'
import { readReady } from '../attributes/ready/ready.ts'
import { createReport } from '../source/diagnostic.ts'
import { nodeAt } from '../source/node.ts'
import type { Project } from './project.ts'

/** The conditions of a service's `x-ready`, none where it has none. What cannot be read was reported by the load. */
export function readinessOf(project: Project, service: string): readonly ReadyCondition[] {
  const path = ['services', service, 'x-ready']
  const node = nodeAt(project.tree, path)
  return node === undefined ? [] : readReady(node, path, createReport())
}
