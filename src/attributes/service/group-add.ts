import type { Attribute } from '../kinds/attribute.ts'
import { list, wholeNumbers } from '../kinds/list.ts'
import { inHostConfig } from '../kinds/payload.ts'

/** Further groups of the container's user, by name or number. */
export const groupAdd: Attribute<readonly string[]> = inHostConfig(wholeNumbers(list()), 'GroupAdd')
