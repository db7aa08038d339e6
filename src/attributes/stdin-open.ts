import type { Attribute } from './attribute.ts'
import { inBody } from './payload.ts'
import { flag } from './scalars.ts'

/** Keeps standard input open. */
export const stdinOpen: Attribute<true> = inBody(flag(), 'OpenStdin')
