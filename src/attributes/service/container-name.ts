import type { Node } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { warnRefused } from '../kinds/invalid.ts'
import { string } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** Name of the only container of the service. */
export const containerName: Attribute<string> = extend(string(), { parse: parseName })

function parseName(node: Node, scope: Scope): string | undefined {
  const name = string().parse(node, scope)
  if (name !== undefined && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
    warnRefused(node, scope, {
      be: 'two or more letters, digits, `_`, `.` or `-`, the first a letter or digit',
      example: 'my-db',
    })
  }
  return name
}
