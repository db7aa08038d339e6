import type { Attribute } from '../kinds/attribute.ts'
import { inBody } from '../kinds/payload.ts'
import { flag } from '../kinds/scalars.ts'

/** Gives the container a terminal. */
export const tty: Attribute<true> = inBody(flag(), 'Tty')
