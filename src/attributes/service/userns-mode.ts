import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** User namespace, handed to the engine as it is. */
export const usernsMode: Attribute<string> = inHostConfig(string(), 'UsernsMode')
