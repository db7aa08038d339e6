import type { Attribute } from './attribute.ts'
import { inBody } from './payload.ts'
import { string } from './scalars.ts'

/** Folder inside the container; never resolved against the host. */
export const workingDir: Attribute<string> = inBody(string(), 'WorkingDir')
