import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** OCI runtime by the name that the engine knows. */
export const runtime: Attribute<string> = inHostConfig(string(), 'Runtime')
