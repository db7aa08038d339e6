import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { integer, type Whole } from '../kinds/scalars.ts'

/** Most processes in the container; -1 for no limit. */
export const pidsLimit: Attribute<Whole> = inHostConfig(integer(), 'PidsLimit')
