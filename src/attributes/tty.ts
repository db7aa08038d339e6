import type { Attribute } from './attribute.ts'
import { inBody } from './payload.ts'
import { flag } from './scalars.ts'

/** Gives the container a terminal. */
export const tty: Attribute<true> = inBody(flag(), 'Tty')
