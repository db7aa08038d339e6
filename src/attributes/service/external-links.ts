import type { Attribute } from '../kinds/attribute.ts'
import { list } from '../kinds/list.ts'

/** `container[:alias]` of containers that are not the project's. Written to the payload by `endpoints.ts`. */
export const externalLinks: Attribute<readonly string[]> = list()
