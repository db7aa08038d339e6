import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { string } from './scalars.ts'

/** Driver of the container's anonymous volumes. */
export const volumeDriver: Attribute<string> = inHostConfig(string(), 'VolumeDriver')
