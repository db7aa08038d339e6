import type { Attribute } from '../kinds/attribute.ts'
import { choice } from '../kinds/scalars.ts'

/** Whether `up` shows the output; unset means yes. */
export const attach: Attribute<boolean> = choice()
