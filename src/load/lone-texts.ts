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

function listedAt(member: Node, base: Node | undefined, path: readonly string[]): Node {
  const isExtending = child(member, 'extends') !== undefined
  const isMerged = isExtending || path.reduce<Node | undefined>((node, key) => child(node, key), base) !== undefined
  return isMerged ? changed(member, path) : member
}

function changed(node: Node, [key, ...rest]: readonly string[]): Node {
  if (key !== undefined) return atKey(node, key, (inner) => changed(inner, rest))
  return node.kind === 'scalar' && typeof node.value === 'string' ? sequence([node], node.at) : node
}
