import type { Node } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { list, oneOrMany, unique } from '../kinds/list.ts'
import { inHostConfig, sentEmpty } from '../kinds/payload.ts'

/** A list without empty texts, so that `dns: ${UNSET}` is as if absent (observed with 2.40.3). */
const filled: Attribute<readonly string[]> = extend(list(), {
  canonical: (node) => (node.kind === 'seq' ? { ...node, items: node.items.filter((item) => !isEmpty(item)) } : node),
})

function isEmpty(item: Node): boolean {
  return item.kind === 'scalar' && item.value === ''
}

/** Name servers of the container. */
export const dns: Attribute<readonly string[]> = inHostConfig(sentEmpty(unique(oneOrMany(filled)), []), 'Dns')

/** Options of its resolver. */
export const dnsOpt: Attribute<readonly string[]> = inHostConfig(sentEmpty(unique(list()), []), 'DnsOptions')

/** Domains in which bare names are looked up. */
export const dnsSearch: Attribute<readonly string[]> = inHostConfig(
  sentEmpty(unique(oneOrMany(list())), []),
  'DnsSearch',
)
