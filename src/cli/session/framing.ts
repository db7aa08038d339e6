import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LoadAccess } from '../../api/world/load-world.ts'
import type { Look } from '../../render/renderer.ts'
import type { ProjectFlags } from './context.ts'

/** Lines of files are shown below the project's folder, and of the files that the command line names. */
export function framingOf(
  { directory }: { readonly directory: string },
  options: ProjectFlags,
  world: LoadAccess,
): Look['framing'] {
  const given = [...options.files, ...options.envFiles].map((file) => resolve(world.cwd, file))
  return { directory, given, realPath }
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
