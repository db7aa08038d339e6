import { fileAbove, type projectPlace } from '../../api/project/project-place.ts'
import type { LoadAccess } from '../../api/world/load-world.ts'
import type { Appearance } from './appearance.ts'
import { commandKinds } from './command-kinds.ts'
import type { ProjectFlags } from './context.ts'
import type { CopyFor } from './copy-for.ts'

interface Situation {
  readonly command: string
  readonly place: Awaited<ReturnType<typeof projectPlace>>
  readonly progress: Appearance['progress']
}

/**
 * Tells once who changes something in a folder without a compose file which one was found further up: it may be that of another
 * project. What only looks says nothing. docker compose 2.40.3 looks upwards, too, and never says so.
 */
export function foundAbove(
  { command, place, progress }: Situation,
  options: ProjectFlags,
  world: LoadAccess,
): CopyFor['tell'] {
  const { reading, changing } = commandKinds
  const reads = reading.has(command) || (changing.has(command) && command !== 'play' && !options.projectName)
  const file = reads ? fileAbove(place, options, world) : undefined
  let message = file === undefined || progress === 'quiet' || progress === 'json' ? undefined : `using ${file}`
  return (emit) => {
    if (message !== undefined) emit({ type: 'notice', message })
    message = undefined
  }
}
