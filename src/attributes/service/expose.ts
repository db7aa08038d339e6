import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { warnNoEffect } from '../kinds/invalid.ts'
import { list, textOf, unique, wholeNumbers } from '../kinds/list.ts'

const ports: Attribute<readonly string[]> = unique(wholeNumbers(list()), textOf)

/** Ports that are not published. The engine gets them as written, ranges and missing protocols included (2.40.3). */
export const expose: Attribute<readonly string[]> = extend(ports, {
  parse: (node, scope) => {
    for (const [index, item] of node.kind === 'seq' ? node.items.entries() : [])
      if (!/^\d+(?:-\d+)?(?:\/(?:tcp|udp|sctp))?$/i.test(textOf(item)) && textOf(item) !== '')
        warnNoEffect(item, inside(scope, index), {
          says: 'is not a port, and exposes nothing',
          fix: 'write for instance `"80"` or `"80-90"`',
        })
    return ports.parse(node, scope)
  },
  translate: (value, { body }) => {
    body.ExposedPorts = { ...body.ExposedPorts, ...Object.fromEntries(value.map((port) => [port, {}])) }
  },
})
