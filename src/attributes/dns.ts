import type { Attribute } from './attribute.ts'
import { list, oneOrMany, unique } from './list.ts'
import { inHostConfig } from './payload.ts'

/** Name servers of the container. */
export const dns: Attribute<readonly string[]> = inHostConfig(unique(oneOrMany(list())), 'Dns')

/** Options of its resolver. */
export const dnsOpt: Attribute<readonly string[]> = inHostConfig(unique(list()), 'DnsOptions')

/** Domains in which bare names are looked up. */
export const dnsSearch: Attribute<readonly string[]> = inHostConfig(unique(oneOrMany(list())), 'DnsSearch')
