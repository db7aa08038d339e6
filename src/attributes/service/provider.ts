import type { Node } from '../../source/node.ts'
import { type Attribute, attribute } from '../kinds/attribute.ts'
import { texts } from '../kinds/list.ts'
import { record } from '../kinds/record.ts'
import { scalarText, string } from '../kinds/scalars.ts'

/** A service that a program outside of the engine provides; it has no container. */
export interface Provider {
  readonly type?: string
  /** Each option with its values. */
  readonly options?: ReadonlyMap<string, readonly string[]>
}

const options = attribute<ReadonlyMap<string, readonly string[]>>({
  parse: (node) => {
    if (node.kind !== 'map' || node.entries.size === 0) return undefined
    const given = [...node.entries].map(([key, { node: value }]): [string, readonly string[]] => [key, valuesOf(value)])
    const some = given.filter(([, values]) => values.length > 0)
    return some.length === 0 ? undefined : new Map(some)
  },
  print: (value) => value,
})

/** `provider`; each option is one value or several. */
export const provider: Attribute<Provider> = record({ type: string(), options })

function valuesOf(node: Node): readonly string[] {
  return node.kind === 'scalar' ? [scalarText(node)] : texts(node)
}
