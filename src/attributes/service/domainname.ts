import type { Attribute } from '../kinds/attribute.ts'
import { inBody } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** NIS domain name inside the container. */
export const domainname: Attribute<string> = inBody(string(), 'Domainname')
