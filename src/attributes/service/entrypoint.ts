import type { Attribute } from '../kinds/attribute.ts'
import { inBody } from '../kinds/payload.ts'
import { commandLine } from './command.ts'

/** The program; setting it makes the engine forget the image's arguments. */
export const entrypoint: Attribute<readonly string[]> = inBody(commandLine(), 'Entrypoint')
