import type { Attribute } from './attribute.ts'
import { list, wholeNumbers, withoutRepeats } from './list.ts'
import { inHostConfig } from './payload.ts'

/** Further groups of the container's user, by name or number. */
export const groupAdd: Attribute<readonly string[]> = inHostConfig(withoutRepeats(wholeNumbers(list())), 'GroupAdd')
