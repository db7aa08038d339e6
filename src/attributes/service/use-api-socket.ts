import type { Attribute } from '../kinds/attribute.ts'
import { flag } from '../kinds/scalars.ts'

/** Gives the container the engine's socket and the user's registry credentials. */
export const useApiSocket: Attribute<true> = flag()
