import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { flag } from './scalars.ts'

/** Mounts the root file system read-only. */
export const readOnly: Attribute<true> = inHostConfig(flag(), 'ReadonlyRootfs')
