import type { Attribute } from './attribute.ts'
import { inBody } from './payload.ts'
import { string } from './scalars.ts'

/** Signal that asks the container to stop, by name or number. */
export const stopSignal: Attribute<string> = inBody(string(), 'StopSignal')
