import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { integer } from './scalars.ts'

/** Most processes in the container; -1 for no limit. */
export const pidsLimit: Attribute<number> = inHostConfig(integer(), 'PidsLimit')
