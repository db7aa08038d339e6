import { readReady } from '../attributes/ready.ts'
import { nodeAt } from '../source/node.ts'
import type { Checking } from './consistency.ts'

/** Warns of an `x-ready` that cannot be read. */
export function checkReady({ project, service, report }: Checking): void {
  const path = ['services', service.name, 'x-ready']
  const node = nodeAt(project.tree, path)
  if (node !== undefined) readReady(node, path, report)
}
