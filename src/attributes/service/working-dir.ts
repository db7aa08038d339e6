import type { Attribute } from '../kinds/attribute.ts'
import { inBody } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** Folder inside the container; never resolved against the host. */
export const workingDir: Attribute<string> = inBody(string(), 'WorkingDir')
