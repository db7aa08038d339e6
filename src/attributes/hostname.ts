import type { Attribute } from './attribute.ts'
import { inBody } from './payload.ts'
import { string } from './scalars.ts'

/** Host name inside the container. */
export const hostname: Attribute<string> = inBody(string(), 'Hostname')
