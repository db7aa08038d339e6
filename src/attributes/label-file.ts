import type { Attribute } from './attribute.ts'
import { hostPath } from './path.ts'
import { listOf } from './list-of.ts'
import { oneOrMany } from './list.ts'

/** Files of labels in dotenv syntax; `labels` beats them. */
export const labelFile: Attribute<readonly string[]> = oneOrMany(listOf(hostPath()))
