import { dirname } from 'node:path'
import { discover, type Place, startFolder } from '../../load/discover.ts'
import type { LoadOptions, LoadWorld } from '../../load/options.ts'
import { createReport } from '../../source/diagnostic.ts'

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

/** The compose file of the place that a search has found in a parent folder; undefined where it lies here or was named. */
export function fileAbove({ files: [file] }: Place, options: LoadOptions, world: LoadWorld): string | undefined {
  const isNamed = options.files.length > 0 || (world.env.get('COMPOSE_FILE') ?? '') !== ''
  if (file === undefined || isNamed) return undefined
  return dirname(file) === startFolder(options, world) ? undefined : file
}
