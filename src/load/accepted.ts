import { accepts } from '../generated/accepts.js'
import type { Node } from '../source/node.ts'
import { plainView } from './plain-view.ts'

/** Whether the shape of a compose model is that of schema/compose.schema.json, so that `checkSchema` finds nothing. */
export function isAccepted(tree: Node): boolean {
  return accepts(plainView(tree))
}
