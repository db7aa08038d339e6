import type { Attribute } from '../kinds/attribute.ts'
import { inBody } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** `user[:group]`, by name or number. */
export const user: Attribute<string> = inBody(string(), 'User')
