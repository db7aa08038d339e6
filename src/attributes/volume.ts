import type { Plain } from '../plain.ts'
import { child, type Node, text } from '../source/node.ts'
import { type Attribute, extend } from './kinds/attribute.ts'
import { dictionary, options } from './kinds/dictionary.ts'
import { declarable, external, isExternal, refuseBesideExternal } from './kinds/external.ts'
import { resolvePath, rewrite } from './kinds/path.ts'
import { atKey, type extensions, record } from './kinds/record.ts'
import { scalarText, string } from './kinds/scalars.ts'
import type { Scope } from './kinds/scope.ts'

/** In the order of R-39. */
const fields = declarable(
  record({ name: string(), driver: string(), driver_opts: options(), external, labels: dictionary() }),
)

/** A volume of the top level. */
export interface Volume {
  readonly name?: string
  readonly driver?: string
  readonly driver_opts?: ReadonlyMap<string, string>
  readonly external?: true
  readonly labels?: ReadonlyMap<string, string>
  readonly [extensions]?: ReadonlyMap<string, Plain>
}

/** `volumes.*`. */
export const volume: Attribute<Volume> = extend(fields, {
  canonical: (node, scope) => fields.canonical(resolveDevice(node, scope), scope),
  parse: (node, scope) => {
    if (node.kind === 'map' && isExternal(node, scope)) refuseBesideExternal(node, scope)
    return fields.parse(node, scope) ?? {}
  },
})

/** The device of a `local` volume that is a bind mount in disguise (`o: bind`) is a host path. */
function resolveDevice(node: Node, scope: Scope): Node {
  if (textAt(node, 'driver') !== 'local') return node
  if (textAt(child(node, 'driver_opts'), 'o') !== 'bind') return node
  return atKey(node, 'driver_opts', (opts) => atKey(opts, 'device', (device) => devicePath(device, scope)))
}

/** An empty device is the project's folder (observed with 2.40.3). */
function devicePath(device: Node, scope: Scope): Node {
  const empty = device.kind === 'scalar' && scalarText(device) === ''
  return empty && scope.paths === 'resolve' ? text(scope.directory, device.at) : rewrite(device, scope, resolvePath)
}

function textAt(node: Node | undefined, key: string): string | undefined {
  const value = child(node, key)
  return value?.kind === 'scalar' ? scalarText(value) : undefined
}
