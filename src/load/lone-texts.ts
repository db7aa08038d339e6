import { atKey } from '../attributes/kinds/record.ts'
import { child, type Mapping, type Node, sequence } from '../source/node.ts'
import { mapEntries } from './sections.ts'

/** What files merge as lists of texts, and where the schema wants no lone text. */
const lists = {
  services: [
    ['annotations'],
    ['build', 'additional_contexts'],
    ['build', 'args'],
    ['build', 'extra_hosts'],
    ['build', 'labels'],
    ['deploy', 'labels'],
    ['dns_opt'],
    ['environment'],
    ['extra_hosts'],
    ['labels'],
    ['sysctls'],
  ],
  networks: [['labels']],
  volumes: [['labels']],
} as const

/**
 * The document with a lone text as a list of one where an earlier file has that key, or the service extends another one:
 * docker compose 2.40.3 looks only at what comes out of merging. A lone text that is merged with nothing is a mistake.
 */
export function withListsOfTexts(document: Mapping, earlier: Mapping | undefined): Mapping {
  return Object.entries(lists).reduce<Node>(
    (whole, [section, paths]) =>
      atKey(whole, section, (members) =>
        members.kind !== 'map'
          ? members
          : mapEntries(members, (member, name) => {
              const base = child(child(earlier, section), name)
              return paths.reduce((node, path) => listedAt(node, base, path), member)
            }),
      ),
    document,
  ) as Mapping
}

/** A base in another file with its lone texts as lists where the service that extends it has that key, too. */
export function withListsBelow(base: Node, own: Node): Node {
  return lists.services.reduce<Node>(
    (node, path) => (follow(own, path) === undefined ? node : changed(node, path)),
    base,
  )
}

function follow(node: Node | undefined, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((at, key) => child(at, key), node)
}

function listedAt(member: Node, base: Node | undefined, path: readonly string[]): Node {
  const isExtending = child(member, 'extends') !== undefined
  const isMerged = isExtending || follow(base, path) !== undefined
  return isMerged ? changed(member, path) : member
}

/** The very node where there is no lone text. */
function changed(node: Node, path: readonly string[]): Node {
  const found = follow(node, path)
  return found?.kind === 'scalar' && typeof found.value === 'string' ? listed(node, path) : node
}

function listed(node: Node, [key, ...rest]: readonly string[]): Node {
  return key === undefined ? sequence([node], node.at) : atKey(node, key, (inner) => listed(inner, rest))
}
