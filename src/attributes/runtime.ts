import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { string } from './scalars.ts'

/** OCI runtime by the name that the engine knows. */
export const runtime: Attribute<string> = inHostConfig(string(), 'Runtime')
