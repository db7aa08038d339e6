import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { string } from './scalars.ts'

/** User namespace, handed to the engine as it is. */
export const usernsMode: Attribute<string> = inHostConfig(string(), 'UsernsMode')
