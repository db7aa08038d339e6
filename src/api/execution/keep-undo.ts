import { randomUUID } from 'node:crypto'
import { engineKey } from '../../engine/engine-key.ts'
import type { Engine } from '../../engine/port.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { faultFolder } from '../../run/faults/folder.ts'
import { startGuard } from '../../run/faults/guard.ts'
import { type FaultNote, removeFault, type Undo, writeFault } from '../../run/faults/notes.ts'
import { ownerOf } from '../../run/lease/owner.ts'
import { stateFolder, writtenToState } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'

/** What is taken back by others when this process ends before it has done so itself. */
export interface KeptUndo {
  /** The engine has done all that there is to take back. */
  readonly struck: () => void
  /** It was taken back. */
  readonly over: () => void
}

/** How containers are started again that are stopped now. */
export async function startsOf(
  containers: readonly Pick<ObservedContainer, 'id' | 'name'>[],
  engine: Engine,
): Promise<readonly Undo[]> {
  return await Promise.all(
    containers.map(async ({ id: container, name }): Promise<Undo> => {
      const { startedAt } = await engine.containers.inspect(container)
      return { do: 'start', container, name, startedAt }
    }),
  )
}

/** Notes how something is taken back, and starts the process that does so when this one dies. Throws where it cannot be noted. */
export function keepUndo(
  { project, kind, undo }: Pick<FaultNote, 'project' | 'kind' | 'undo'>,
  { engine, world }: { readonly engine: Engine; readonly world: Pick<World, 'env' | 'home' | 'cwd' | 'place'> },
): KeptUndo {
  const folder = faultFolder(stateFolder(world))
  const note: FaultNote = {
    version: 1,
    id: randomUUID(),
    owner: ownerOf(),
    engine: engineKey(engine.address),
    project,
    kind,
    state: 'striking',
    undo,
  }
  const write = (noted: FaultNote): void =>
    writtenToState(`how ${kind} is taken back`, world, () => writeFault(folder, noted))
  write(note)
  const guard = startGuard({ fault: note.id, env: world.env, cwd: world.cwd, place: world.place ?? {} })
  return {
    struck: () => write({ ...note, state: 'struck' }),
    over: () => {
      removeFault(folder, note.id)
      guard.dismiss()
    },
  }
}
