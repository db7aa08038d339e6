import type { Attribute } from './attribute.ts'
import { inBody } from './payload.ts'
import { string } from './scalars.ts'

/** NIS domain name inside the container. */
export const domainname: Attribute<string> = inBody(string(), 'Domainname')
