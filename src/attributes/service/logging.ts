import { child, type Node } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { options } from '../kinds/dictionary.ts'
import { record } from '../kinds/record.ts'
import { scalarText, string } from '../kinds/scalars.ts'

/** Where the engine writes what the container says. */
export interface Logging {
  readonly driver?: string
  readonly options?: ReadonlyMap<string, string>
}

const fields: Attribute<Logging> = record({ driver: string(), options: options() })

/** Two files are merged where they mean the same driver or one names none; else the later one replaces (COMPOSE.md: merging). */
export const logging: Attribute<Logging> = extend(fields, {
  merge: (base, over, scope) => {
    const [earlier, later] = [driverOf(base), driverOf(over)]
    const same = earlier === undefined || later === undefined || earlier === later
    return same || over.kind === 'scalar' ? fields.merge(base, over, scope) : over
  },
  translate: (value, draft) => {
    draft.body.HostConfig['LogConfig'] = {
      Type: value.driver ?? '',
      Config: value.options === undefined ? null : Object.fromEntries(value.options),
    }
  },
})

function driverOf(node: Node): string | undefined {
  const driver = child(node, 'driver')
  return driver?.kind === 'scalar' ? scalarText(driver) : undefined
}
