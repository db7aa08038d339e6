import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { flag } from './scalars.ts'

/** All capabilities and devices of the host. */
export const privileged: Attribute<true> = inHostConfig(flag(), 'Privileged')
