import type { Attribute } from '../kinds/attribute.ts'
import { count, type Whole } from '../kinds/scalars.ts'

/** Number of containers; must agree with `deploy.replicas` where both are set. */
export const scale: Attribute<Whole> = count()
