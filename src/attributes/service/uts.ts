import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** UTS namespace, handed to the engine as it is. */
export const uts: Attribute<string> = inHostConfig(string(), 'UTSMode')
