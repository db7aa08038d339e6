import type { Attribute } from '../kinds/attribute.ts'
import { listOf } from '../kinds/list-of.ts'
import { oneOrMany } from '../kinds/list.ts'
import { hostPath } from '../kinds/path.ts'

/** Files of labels in dotenv syntax; `labels` beats them. */
export const labelFile: Attribute<readonly string[]> = oneOrMany(listOf(hostPath()))
