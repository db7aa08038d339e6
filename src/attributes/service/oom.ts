import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { flag, integer } from '../kinds/scalars.ts'

/** Spares the container when memory runs out. */
export const oomKillDisable: Attribute<true> = inHostConfig(flag(), 'OomKillDisable')

/** -1000 (never killed) to 1000. */
export const oomScoreAdj: Attribute<number> = inHostConfig(integer({ from: -1000, to: 1000 }), 'OomScoreAdj')
