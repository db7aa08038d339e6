import type { Attribute } from './attribute.ts'
import { list, unique } from './list.ts'

/** The service is active only when one of these is enabled. */
export const profiles: Attribute<readonly string[]> = unique(list())
