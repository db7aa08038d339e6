import type { Attribute } from '../kinds/attribute.ts'
import { list } from '../kinds/list.ts'
import { inHostConfig } from '../kinds/payload.ts'

/** Rules such as `c 1:3 mr`. */
export const deviceCgroupRules: Attribute<readonly string[]> = inHostConfig(list(), 'DeviceCgroupRules')
