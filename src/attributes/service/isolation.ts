import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** Isolation technology; Linux knows `default` only. */
export const isolation: Attribute<string> = inHostConfig(string(), 'Isolation')
