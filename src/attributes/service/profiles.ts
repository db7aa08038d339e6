import type { Attribute } from '../kinds/attribute.ts'
import { list, unique } from '../kinds/list.ts'

/** The service is active only when one of these is enabled. */
export const profiles: Attribute<readonly string[]> = unique(list())
