import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { choice } from './scalars.ts'

/** Runs an init process as PID 1; unset leaves it to the engine's configuration. */
export const init: Attribute<boolean> = inHostConfig(choice(), 'Init')
