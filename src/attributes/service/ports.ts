import { limits } from '../../source/limits.ts'
import { child, mapping, type Mapping, type Node, type Scalar, text, withEntry } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import { isAddress } from '../grammar/address.ts'
import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { reportInvalid, warnRefused } from '../kinds/invalid.ts'
import { listOf } from '../kinds/list-of.ts'
import { unique } from '../kinds/list.ts'
import { originWithin } from '../kinds/origin-within.ts'
import { record } from '../kinds/record.ts'
import { integer, scalarText, string, textAt } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import { inspectPortMapping, type PortMapping, readPortMapping, readPortRange } from './port-mapping.ts'

/** A published port, in the order of docker compose's struct. */
export interface Port {
  readonly name?: string
  readonly mode?: string
  readonly host_ip?: string
  readonly target?: number
  /** A port or a range of which the engine picks one. */
  readonly published?: string
  readonly protocol?: string
  readonly app_protocol?: string
}

const fields: Attribute<Port> = record({
  name: string(),
  mode: string(),
  host_ip: string(),
  target: integer({ from: 0, to: 2 ** 32 - 1 }),
  published: string(),
  protocol: string(),
  app_protocol: string(),
})

const port: Attribute<Port> = extend(fields, {
  parse: (node, scope) => {
    if (node.kind === 'scalar') reportShortForm(node, scope)
    if (node.kind !== 'map') return undefined
    check(node, scope)
    return fields.parse(node, scope)
  },
})

/**
 * Published ports. Short forms expand to one entry for each container port; equal combinations of address, host port,
 * container port and protocol stand once, also across files (COMPOSE.md: merging).
 */
export const ports: Attribute<readonly Port[]> = extend(unique(extend(listOf(port), { canonical: expand }), keyOf), {
  translate: (value, { body }) => {
    const exposed: Record<string, object> = { ...body.ExposedPorts }
    const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
    for (const one of value) {
      const key = `${one.target ?? 0}/${one.protocol ?? 'tcp'}`
      exposed[key] = {}
      bindings[key] = [...(bindings[key] ?? []), { HostIp: one.host_ip ?? '', HostPort: one.published ?? '' }]
    }
    body.ExposedPorts = exposed
    body.HostConfig['PortBindings'] = bindings
  },
})

function expand(node: Node, scope: Scope): Node {
  if (node.kind !== 'seq') return node
  const items = node.items.flatMap((item, index) =>
    item.kind === 'scalar' ? expandShortForm(item, inside(scope, index)) : [withDefaults(item)],
  )
  return { ...node, items }
}

/** The list with what is left out of the entries in long form. */
export function withPortDefaults(node: Node): Node {
  return node.kind === 'seq' ? { ...node, items: node.items.map(withDefaults) } : node
}

/** What is missing; an empty text is no value, but not missing either (2.40.3). */
function withDefaults(item: Node): Node {
  if (item.kind !== 'map') return item
  const defaults = [
    ['mode', 'ingress'],
    ['protocol', 'tcp'],
  ] as const
  return defaults.reduce<Mapping>(
    (all, [key, value]) => (all.entries.has(key) ? all : withEntry(all, key, text(value, item.at))),
    item,
  )
}

function expandShortForm(item: Scalar, scope: Scope): readonly Node[] {
  if (item.type !== 'int' && item.type !== 'string') return [item]
  const read = exceedsLimit(item, scope) ? undefined : readPortMapping(scalarText(item))
  return isMappings(read) ? read.map((one) => longForm(one, item)) : [item]
}

function exceedsLimit(item: Scalar, { spent, path, report }: Scope): boolean {
  const read = inspectPortMapping(scalarText(item))
  if (spent === undefined || 'be' in read) return false
  spent.ports += read.count
  if (spent.ports <= limits.ports) return false
  const message = `${pathText(path)}: with this range the project publishes more than ${limits.ports} ports`
  report.error('too-large', message, { at: item.at, fix: 'publish only the ports that are used' })
  return true
}

function longForm(one: PortMapping, { at }: Scalar): Node {
  const pairs: [string, Node][] = [['mode', text('ingress', at)]]
  if (one.hostIp !== '') pairs.push(['host_ip', text(one.hostIp, at)])
  pairs.push(['target', { kind: 'scalar', type: 'int', value: one.target, at }])
  if (one.published !== '') pairs.push(['published', text(one.published, at)])
  return mapping([...pairs, ['protocol', text(one.protocol, at)]], at)
}

function reportShortForm(node: Scalar, scope: Scope): void {
  const read = inspectPortMapping(scalarText(node))
  if (!('be' in read)) reportInvalid(node, scope, { be: 'a port mapping in quotes', example: '"8080:80"' })
  else reportInvalid({ ...node, at: originWithin(node, read.from, read.to) }, scope, read)
}

function isMappings(read: ReturnType<typeof readPortMapping> | undefined): read is readonly PortMapping[] {
  return Array.isArray(read)
}

/** docker compose tells `published: 80` and `published: "80"` apart (2.40.3). */
function keyOf(item: Node): string {
  if (item.kind === 'scalar') return scalarText(item)
  const published = child(item, 'published')
  const kind = published?.kind === 'scalar' ? published.type : ''
  return [
    textAt(item, 'host_ip') ?? '0.0.0.0',
    kind,
    textAt(item, 'published'),
    textAt(item, 'target'),
    textAt(item, 'protocol') ?? 'tcp',
  ].join(' ')
}

function check(node: Node, scope: Scope): void {
  if (child(node, 'target') === undefined) {
    scope.report.error('missing-key', `${pathText(scope.path)} is missing a target port`, {
      at: node.at,
      fix: 'add for instance `target: 80`',
    })
  }
  const wrong = (key: string, fine: (written: string) => boolean): Node | undefined => {
    const written = textAt(node, key)
    return written === undefined || written === '' || fine(written) ? undefined : child(node, key)
  }
  const target = wrong('target', (written) => Number(written) < 65_536 || !/^\d+$/.test(written))
  if (target) warnRefused(target, inside(scope, 'target'), { be: 'a port up to 65535', example: 'target: 80' })
  const published = wrong('published', (written) => readPortRange(written) !== undefined)
  if (published)
    warnRefused(published, inside(scope, 'published'), {
      be: 'a port up to 65535 or a rising range',
      example: 'published: "8080"',
    })
  const host = child(node, 'host_ip')
  if (host?.kind === 'scalar' && !isAddress(scalarText(host)))
    reportInvalid(host, inside(scope, 'host_ip'), { be: 'an IP address', example: 'host_ip: 127.0.0.1' })
}
