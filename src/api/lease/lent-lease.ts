import { labelsOf } from '../../run/lease/lease-labels.ts'
import { changeNote, readNote, standingOf } from '../../run/lease/notes.ts'
import type { World } from '../world/world.ts'
import { leaseFolder, underLease } from './lease.ts'

/**
 * The world under a lease that another process of the user holds, and whose id it has handed on (MUSTER_LEASE): what a command
 * of a scenario creates lasts no longer than its play. The world as it is where there is no such lease, or it is over.
 */
export function underLentLease(id: string, world: World): World {
  const folder = leaseFolder(world)
  const note = readNote(folder, id)
  if (note === undefined || standingOf(note, world.now()) !== 'held') return world
  const claimed = new Set(note.projects)
  const claim = (project: string): void => {
    if (claimed.has(project)) return
    claimed.add(project)
    changeNote(folder, id, (known) => ({ ...known, projects: [...new Set([...known.projects, project])] }))
  }
  return underLease({ labels: labelsOf(note), claim }, world)
}
