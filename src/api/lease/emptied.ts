import { engineKey } from '../../engine/engine-key.ts'
import type { Engine } from '../../engine/port.ts'
import { isMarker, unmark } from '../../run/lease/marker.ts'
import { closeNote, isOpen, projectsOf, readNotes } from '../../run/lease/notes.ts'
import { holdingsOf } from '../../run/lease/sweep.ts'
import type { World } from '../world/world.ts'
import { leaseFolder } from './lease.ts'

/** Ends the leases for a time that a project is under and that hold nothing any more. Rejects with EngineError. */
export async function closeEmptied(project: string, engine: Engine, world: World): Promise<void> {
  const folder = leaseFolder(world)
  const key = engineKey(engine.address)
  const ours = readNotes(folder).filter(
    (note) =>
      note.kind === 'timed' && note.engine === key && projectsOf(note).has(project) && isOpen(note, world.now()),
  )
  for (const note of ours) {
    const held = await holdingsOf({ id: note.id, projects: projectsOf(note) }, engine)
    if (held.containers.length + held.networks.length > 0 || !held.volumes.every(isMarker)) continue
    await unmark(note.id, engine)
    closeNote(folder, note.id)
  }
}
