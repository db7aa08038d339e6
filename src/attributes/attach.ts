import type { Attribute } from './attribute.ts'
import { choice } from './scalars.ts'

/** Whether `up` shows the output; unset means yes. */
export const attach: Attribute<boolean> = choice()
