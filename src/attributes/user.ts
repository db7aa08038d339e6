import type { Attribute } from './attribute.ts'
import { inBody } from './payload.ts'
import { string } from './scalars.ts'

/** `user[:group]`, by name or number. */
export const user: Attribute<string> = inBody(string(), 'User')
