import type { Attribute } from './attribute.ts'
import { commandLine } from './command.ts'
import { flag, string } from './scalars.ts'
import { openDictionary } from './dictionary.ts'
import { record } from './record.ts'

/** A command that is run in a running container, in the order of docker compose's struct. */
export interface Hook {
  readonly command?: readonly string[]
  readonly user?: string
  readonly privileged?: true
  readonly working_dir?: string
  readonly environment?: ReadonlyMap<string, string | null>
}

/** One hook. */
export const hook: Attribute<Hook> = record({
  command: commandLine(),
  user: string(),
  privileged: flag(),
  working_dir: string(),
  environment: openDictionary(),
})
