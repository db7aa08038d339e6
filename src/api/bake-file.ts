import { bakeDefinition } from '../engine/build/bake-definition.ts'
import { type BuildRequest, requestedBuilds } from '../plan/build.ts'
import { selectedProject } from './project/selected.ts'
import type { TransferOptions } from './transfer.ts'
import type { World } from './world/world.ts'

/** The bake file that a build amounts to, as JSON. Asks no engine. Throws a ComposeError for mistakes in files. */
export async function bakeFile(request: BuildRequest, options: TransferOptions, world: World): Promise<string> {
  const builds = requestedBuilds(await selectedProject(options, world), request)
  return `${bakeDefinition(builds, 'shown').definition}\n`
}
