import { type Attribute, attribute, inside, type Scope } from './attribute.ts'
import { type Node, sequence, text } from '../source/node.ts'
import { inHostConfig } from './payload.ts'
import { reportInvalid } from './invalid.ts'
import { scalarText } from './scalars.ts'
import { texts } from './list.ts'
import { mergeNodes } from './merge-nodes.ts'

/** Addresses by host name, in the order of the file. */
export type Hosts = ReadonlyMap<string, readonly string[]>

/** Entries of /etc/hosts. `host:ip`, `host=ip` or a mapping; two files add up, without exact repetitions (quirk 15). */
export function hosts(): Attribute<Hosts> {
  return attribute<Hosts>({
    canonical: (node) => (node.kind === 'map' ? fromMapping(node) : node),
    merge: mergeHosts,
    parse: readHosts,
    print: (value) => asList(value, '=').sort(),
  })
}

/** Additional hosts of the container. */
export const extraHosts: Attribute<Hosts> = inHostConfig(hosts(), 'ExtraHosts', (value) => asList(value, ':'))

function asList(value: Hosts, separator: ':' | '='): string[] {
  return [...value].flatMap(([host, addresses]) => addresses.map((address) => `${host}${separator}${address}`))
}

function fromMapping(node: Node): Node {
  if (node.kind !== 'map') return node
  const items = [...node.entries].flatMap(([host, { node: value }]) => {
    return (value.kind === 'seq' ? value.items : [value]).flatMap((one) => {
      return one.kind === 'scalar' ? [text(`${host}=${scalarText(one)}`, one.at)] : []
    })
  })
  const list = sequence(items, node.at)
  return node.tag === undefined ? list : { ...list, tag: node.tag }
}

function mergeHosts(base: Node, over: Node): Node {
  if (base.kind !== 'seq' || over.kind !== 'seq') return mergeNodes(base, over)
  const known = new Set(texts(base))
  return {
    ...over,
    items: [...base.items, ...over.items.filter((item) => item.kind !== 'scalar' || !known.has(scalarText(item)))],
  }
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

function withoutBrackets(address: string): string {
  return /^\[.+\]$/.test(address) ? address.slice(1, -1) : address
}
