import type { Attribute } from './attribute.ts'
import { list, wholeNumbers } from './list.ts'
import { inHostConfig } from './payload.ts'

/** Further groups of the container's user, by name or number. */
export const groupAdd: Attribute<readonly string[]> = inHostConfig(wholeNumbers(list()), 'GroupAdd')
