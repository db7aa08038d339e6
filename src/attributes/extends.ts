import { type Attribute, extend } from './attribute.ts'
import { mapping, type Node } from '../source/node.ts'
import { record, type RecordValue } from './record.ts'
import { string } from './scalars.ts'

const fields = { service: string() as Attribute<string>, file: string() as Attribute<string> }

/** The service that this one builds upon. The loader resolves it; a loaded project has none. */
export type Extends = RecordValue<typeof fields>

/** `extends: web` is `extends: {service: web}`. */
export const extendsService: Attribute<Extends> = extend(record(fields), { canonical: longForm })

function longForm(node: Node): Node {
  return node.kind === 'scalar' && node.value !== null ? mapping([['service', node]], node.at) : node
}
