import { mapping, type Node } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { record, type RecordValue } from '../kinds/record.ts'
import { string } from '../kinds/scalars.ts'

const fields = { service: string() as Attribute<string>, file: string() as Attribute<string> }

/** The service that this one builds upon. The loader resolves it; a loaded project has none. */
export type Extends = RecordValue<typeof fields>

/** `extends: web` is `extends: {service: web}`. */
export const extendsService: Attribute<Extends> = extend(record(fields), { canonical: longForm })

function longForm(node: Node): Node {
  return node.kind === 'scalar' && node.value !== null ? mapping([['service', node]], node.at) : node
}
