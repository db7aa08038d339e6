import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LoadAccess } from '../api/load-world.ts'
import { projectPlace } from '../api/project-place.ts'
import type { Look } from '../render/renderer.ts'
import type { ProjectFlags } from './context.ts'

/** Lines of files are shown below the project's folder, and of the files that the command line names. */
export async function framingOf(options: ProjectFlags, world: LoadAccess): Promise<Look['framing']> {
  const { directory } = await projectPlace(options, world)
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
