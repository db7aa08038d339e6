import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { choice } from '../kinds/scalars.ts'

/** Runs an init process as PID 1; unset leaves it to the engine's configuration. */
export const init: Attribute<boolean> = inHostConfig(choice(), 'Init')
