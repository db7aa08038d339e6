import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { flag } from '../kinds/scalars.ts'

/** Mounts the root file system read-only. */
export const readOnly: Attribute<true> = inHostConfig(flag(), 'ReadonlyRootfs')
