import type { Node } from '../../source/node.ts'
import { type Attribute, attribute } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import type { Scope } from '../kinds/scope.ts'

/** Permissions of a file: a number, or octal text. Printed as octal text, so that `440` shows as "0670" (quirk 18). */
export function fileMode(): Attribute<number> {
  return attribute<number>({ parse: readMode, print: (value) => `0${value.toString(8)}` })
}

function readMode(node: Node, scope: Scope): number | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  // 0888 is no octal number, and therefore a float to YAML.
  if (typeof node.value === 'number' && node.type === 'int') return node.value
  if (typeof node.value === 'string' && /^[0-7]+$/.test(node.value)) return Number.parseInt(node.value, 8)
  reportInvalid(node, scope, { be: 'permissions in octal', example: '0440' })
  return undefined
}
