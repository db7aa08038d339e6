import type { Attribute } from '../kinds/attribute.ts'
import { openDictionary, unmerged } from '../kinds/dictionary.ts'
import { record } from '../kinds/record.ts'
import { flag, string } from '../kinds/scalars.ts'
import { commandLine } from './command.ts'

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
  environment: unmerged(openDictionary()),
})

/** A command that is run in a container of its own before the service starts (docker compose 5). */
export interface EarlyHook extends Hook {
  /** The service's own by default. */
  readonly image?: string
  readonly per_replica?: true
}

/** One hook of `pre_start`, in the order of docker compose's struct. */
export const earlyHook: Attribute<EarlyHook> = record({
  command: commandLine(),
  image: string(),
  user: string(),
  privileged: flag(),
  working_dir: string(),
  environment: unmerged(openDictionary()),
  per_replica: flag(),
})
