import { discover, type Place } from '../load/discover.ts'
import type { LoadOptions, LoadWorld } from '../load/options.ts'
import { createReport } from '../source/diagnostic.ts'

/** Where the project lies, as far as it can be found; else the current folder and no files. Reads no file. */
export async function projectPlace(options: LoadOptions, world: LoadWorld): Promise<Place> {
  try {
    return await discover(options, withoutRemote(world), { variables: world.env, report: createReport() })
  } catch {
    return { files: [], directory: world.cwd }
  }
}

/** What is not here has no place before it is fetched. */
function withoutRemote({ fetchRemote: _, ...local }: LoadWorld): LoadWorld {
  return local
}
