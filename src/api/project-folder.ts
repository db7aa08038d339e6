import { discover } from '../load/discover.ts'
import type { LoadOptions, LoadWorld } from '../load/options.ts'
import { createReport } from '../source/diagnostic.ts'

/** Where the project lies, as far as it can be found; else the current folder. Reads no file. */
export async function projectFolder(options: LoadOptions, world: LoadWorld): Promise<string> {
  try {
    return (await discover(options, world, { variables: world.env, report: createReport() })).directory
  } catch {
    return world.cwd
  }
}
