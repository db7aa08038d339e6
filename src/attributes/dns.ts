import { type Attribute, extend } from './attribute.ts'
import { list, oneOrMany, unique } from './list.ts'
import { inHostConfig } from './payload.ts'

/** A list without empty texts, so that `dns: ${UNSET}` is as if absent (observed with 2.40.3). */
const filled: Attribute<readonly string[]> = extend(list(), {
  parse: (node, scope) => {
    const set = list()
      .parse(node, scope)
      ?.filter((text) => text !== '')
    return set?.length === 0 ? undefined : set
  },
})

/** Name servers of the container. */
export const dns: Attribute<readonly string[]> = inHostConfig(unique(oneOrMany(filled)), 'Dns')

/** Options of its resolver. */
export const dnsOpt: Attribute<readonly string[]> = inHostConfig(unique(list()), 'DnsOptions')

/** Domains in which bare names are looked up. */
export const dnsSearch: Attribute<readonly string[]> = inHostConfig(unique(oneOrMany(list())), 'DnsSearch')
