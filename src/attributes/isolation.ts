import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { string } from './scalars.ts'

/** Isolation technology; Linux knows `default` only. */
export const isolation: Attribute<string> = inHostConfig(string(), 'Isolation')
