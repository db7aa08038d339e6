import type { Attribute } from './attribute.ts'
import { list } from './list.ts'
import { inHostConfig } from './payload.ts'

/** Rules such as `c 1:3 mr`. */
export const deviceCgroupRules: Attribute<readonly string[]> = inHostConfig(list(), 'DeviceCgroupRules')
