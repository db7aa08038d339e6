import type { Attribute } from './attribute.ts'
import { count } from './scalars.ts'

/** Number of containers; must agree with `deploy.replicas` where both are set. */
export const scale: Attribute<number> = count()
