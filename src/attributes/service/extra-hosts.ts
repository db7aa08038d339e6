import { child, type Node, sequence, text } from '../../source/node.ts'
import { type Attribute, attribute, inside } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { texts } from '../kinds/list.ts'
import { mergeNodes } from '../kinds/merge-nodes.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { scalarText } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** Addresses by host name, in the order of the file. */
export type Hosts = ReadonlyMap<string, readonly string[]>

/** Entries of /etc/hosts. `host:ip`, `host=ip` or a mapping; two files add up, without exact repetitions (quirk 15). */
export function hosts(): Attribute<Hosts> {
  return attribute<Hosts>({
    merge: mergeHosts,
    parse: (node, scope) => withEmpty(node, readHosts(listed(node), scope)),
    print: (value) => asList(value, '=').sort(),
  })
}

/** Additional hosts of the container. */
export const extraHosts: Attribute<Hosts> = inHostConfig(hosts(), 'ExtraHosts', (value) => asList(value, ':'))

function asList(value: Hosts, separator: ':' | '='): string[] {
  return [...value].flatMap(([host, addresses]) => addresses.map((address) => `${host}${separator}${address}`))
}

/** The list that a mapping stands for; other nodes stay. */
function listed(node: Node): Node {
  if (node.kind !== 'map') return node
  const items = [...node.entries].flatMap(([host, { node: value }]) => {
    return (value.kind === 'seq' ? value.items : [value]).flatMap((one) => {
      return one.kind === 'scalar' ? [text(`${host}=${scalarText(one)}`, one.at)] : []
    })
  })
  const list = sequence(items, node.at)
  return node.tag === undefined ? list : { ...list, tag: node.tag }
}

function mergeHosts(base: Node, over: Node, scope: Scope): Node {
  const [earlier, later] = [listed(withoutReset(base, over)), listed(withoutReset(over, over))]
  if (earlier.kind !== 'seq' || later.kind !== 'seq') return mergeNodes(earlier, later, scope)
  const known = new Set(texts(earlier))
  const added = later.items.filter((item) => item.kind !== 'scalar' || !known.has(scalarText(item)))
  return { ...later, items: [...earlier.items, ...added] }
}

/** The hosts of a mapping that `over` does not reset; of a list it can reset none (quirk 6). */
function withoutReset(hosts: Node, over: Node): Node {
  if (hosts.kind !== 'map') return hosts
  const kept = [...hosts.entries].filter(([host]) => child(over, host)?.tag !== 'reset')
  return { ...hosts, entries: new Map(kept) }
}

function readHosts(node: Node, scope: Scope): Hosts | undefined {
  if (node.kind !== 'seq' || node.items.length === 0) return undefined
  const found = new Map<string, readonly string[]>()
  for (const [index, item] of node.items.entries()) {
    if (item.kind !== 'scalar') continue
    const written = scalarText(item)
    const at = written.includes('=') ? written.indexOf('=') : written.indexOf(':')
    if (at <= 0 || written.slice(0, at).includes(':')) {
      reportInvalid(item, inside(scope, index), {
        be: 'a host name with an address',
        example: 'db=10.0.0.5',
      })
      continue
    }
    const host = written.slice(0, at)
    const addresses = written
      .slice(at + 1)
      .split(',')
      .map(withoutBrackets)
    found.set(host, [...(found.get(host) ?? []), ...addresses])
  }
  return found
}

/** A host without addresses is one, of which nothing is printed but that there are hosts (2.40.3). */
function withEmpty(node: Node, found: Hosts | undefined): Hosts | undefined {
  const hosts = node.kind === 'map' ? [...node.entries] : []
  const empty = hosts.filter(([, { node: value }]) => value.kind === 'seq' && value.items.length === 0)
  return empty.length === 0 ? found : new Map([...(found ?? []), ...empty.map(([host]) => [host, []] as const)])
}

function withoutBrackets(address: string): string {
  return /^\[.+\]$/.test(address) ? address.slice(1, -1) : address
}
