import type { Attribute } from './attribute.ts'
import { commandLine } from './command.ts'
import { inBody } from './payload.ts'

/** The program; setting it makes the engine forget the image's arguments. */
export const entrypoint: Attribute<readonly string[]> = inBody(commandLine(), 'Entrypoint')
