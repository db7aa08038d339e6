import type { Node } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { warnRefused } from '../kinds/invalid.ts'
import { inBody } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** Image reference. A service that is built gets one by default; that is the model's business. */
export const image: Attribute<string> = inBody(extend(string(), { parse: parseImage }), 'Image')

function parseImage(node: Node, scope: Scope): string | undefined {
  const name = string().parse(node, scope)
  if (name !== undefined && name !== '' && !isReference(name)) {
    warnRefused(node, scope, { be: 'a name in lower case with an optional tag', example: 'postgres:16-alpine' })
  }
  return name
}

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const domain = String.raw`(?:${label}(?:\.${label})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const tag = String.raw`[\w][\w.-]{0,127}`
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const reference = new RegExp(`^(?:${domain}/)?${component}(?:/${component})*(?::${tag})?(?:@${digest})?$`)

/** The grammar of references as the engine reads them (github.com/distribution/reference); ids match it, too. */
export function isReference(name: string): boolean {
  return reference.test(name)
}
