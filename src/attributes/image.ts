import type { Attribute } from './attribute.ts'
import { inBody } from './payload.ts'
import { string } from './scalars.ts'

/** Image reference. A service that is built gets one by default; that is the model's business. */
export const image: Attribute<string> = inBody(string(), 'Image')
