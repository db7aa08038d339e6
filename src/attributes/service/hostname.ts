import type { Attribute } from '../kinds/attribute.ts'
import { inBody } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** Host name inside the container. */
export const hostname: Attribute<string> = inBody(string(), 'Hostname')
