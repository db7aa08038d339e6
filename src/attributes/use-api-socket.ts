import type { Attribute } from './attribute.ts'
import { flag } from './scalars.ts'

/** Gives the container the engine's socket and the user's registry credentials. */
export const useApiSocket: Attribute<true> = flag()
