import type { Attribute } from '../kinds/attribute.ts'
import { inBody } from '../kinds/payload.ts'
import { flag } from '../kinds/scalars.ts'

/** Keeps standard input open. */
export const stdinOpen: Attribute<true> = inBody(flag(), 'OpenStdin')
