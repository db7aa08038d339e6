import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { flag } from '../kinds/scalars.ts'

/** All capabilities and devices of the host. */
export const privileged: Attribute<true> = inHostConfig(flag(), 'Privileged')
