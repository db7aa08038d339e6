import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { string } from './scalars.ts'

/** UTS namespace, handed to the engine as it is. */
export const uts: Attribute<string> = inHostConfig(string(), 'UTSMode')
