import { child, mapping, type Node, type Scalar, text } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import type { ContainerDraft } from '../../spec.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { listOf } from '../kinds/list-of.ts'
import { unique } from '../kinds/list.ts'
import { record } from '../kinds/record.ts'
import { scalarText, string } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** A device of the host, or a name of the Container Device Interface, in the order of docker compose's struct. */
export interface Device {
  readonly source?: string
  readonly target?: string
  /** Of r, w and m. */
  readonly permissions?: string
}

const fields: Attribute<Device> = record({ source: string(), target: string(), permissions: string() })

const device: Attribute<Device> = extend(fields, {
  canonical: (node, scope) => fields.canonical(node.kind === 'scalar' ? expandShortForm(node) : node, scope),
  parse: (node, scope) => {
    check(node, scope)
    return fields.parse(node, scope)
  },
})

/** Devices; one for each target, the last wins. Qualified CDI names become a request of their own. */
export const devices: Attribute<readonly Device[]> = extend(unique(listOf(device), targetOf), {
  translate: (value, draft) => {
    const named = value.filter(isNamed)
    const mapped = value.filter((one) => !isNamed(one)).map(engineDevice)
    if (mapped.length > 0) draft.body.HostConfig['Devices'] = mapped
    if (named.length > 0) requestNamed(named, draft)
  },
})

function requestNamed(named: readonly Device[], draft: ContainerDraft): void {
  const { HostConfig } = draft.body
  const request = { Driver: 'cdi', DeviceIDs: named.map(({ source = '' }) => source) }
  HostConfig['DeviceRequests'] = [...((HostConfig['DeviceRequests'] ?? []) as readonly unknown[]), request]
}

function engineDevice({ source = '', target = '', permissions = '' }: Device): object {
  return { PathOnHost: source, PathInContainer: target, CgroupPermissions: permissions }
}

/** `vendor.com/class=name`. */
function isNamed({ source = '', target }: Device): boolean {
  return source === target && /^[a-z][\w.-]*\/[a-z][\w-]*=[a-z\d][\w.:-]*$/i.test(source)
}

function expandShortForm(node: Scalar): Node {
  const [source = '', target = '', permissions = 'rwm', ...rest] = scalarText(node).split(':')
  if (rest.length > 0 || node.value === null) return node
  const pairs: (readonly [string, Node])[] = [
    ['source', text(source, node.at)],
    ['target', text(target || source, node.at)],
    ['permissions', text(permissions, node.at)],
  ]
  const long = mapping(pairs, node.at)
  return node.tag === undefined ? long : { ...long, tag: node.tag }
}

function check(node: Node, scope: Scope): void {
  if (node.kind === 'scalar') {
    reportInvalid(node, scope, {
      be: '`source[:target[:permissions]]`, or the long syntax',
      example: '/dev/ttyUSB0:/dev/ttyUSB0:rw',
    })
  }
  if (node.kind === 'map' && !node.entries.has('target')) {
    scope.report.error('missing-key', `${pathText(scope.path)} is missing a mount target`, {
      at: node.at,
      fix: 'add for instance `target: /dev/ttyUSB0`',
    })
  }
}

function targetOf(item: Node): string {
  const target = child(item, 'target') ?? item
  return target.kind === 'scalar' ? scalarText(target) : ''
}
