import { hasNotes, notesFolder } from '../../run/lease/notes-folder.ts'
import { stateFolder } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'
import { type Concerned, meaningOf } from './meaning.ts'

/**
 * Collects leases that are over, for commands that do so: after the files are read, because what a command is about may have
 * been taken over by others, or is meant to stay now. `collected`: what was seen of the engine before is out of date.
 * Costs a look into a folder where there is no lease, and one into each note where all are held.
 */
export async function settleLeases(concerned: Concerned | undefined, world: World): Promise<'nothing' | 'collected'> {
  if (!collects(world)) return 'nothing'
  const { dueNotes } = await import('./due-notes.ts')
  const engine = await world.engine()
  const due = await dueNotes(notesFolder(stateFolder(world)), engine, world.now)
  if (due.over.length + due.forgotten.length === 0) return 'nothing'
  const { collectLeases } = await import('./collect-leases.ts')
  const own = concerned && { meaning: meaningOf(world), ...concerned }
  return await collectLeases(due, engine, { ...world, own })
}

/** Takes a project out of the leases that are over, and of which something is left: it is not for the next command to remove. */
export async function releaseEnded(project: string, world: World): Promise<void> {
  if (!collects(world)) return
  const { isOpen, readNotes } = await import('../../run/lease/notes.ts')
  if (readNotes(notesFolder(stateFolder(world))).every((note) => isOpen(note, world.now()))) return
  const { releaseFromEnded } = await import('./join-lease.ts')
  await releaseFromEnded(project, world)
}

/** Ends the leases for a time of a project that was taken down, where nothing is left of it. An engine that fails leaves them to their time. */
export async function endEmptied(project: string, world: World): Promise<void> {
  if (!collects(world)) return
  const { closeEmptied } = await import('./emptied.ts')
  await closeEmptied(project, await world.engine(), world).catch(() => undefined)
}

function collects(world: World): boolean {
  return world.leases !== undefined && world.leases !== 'leave' && hasNotes(notesFolder(stateFolder(world)))
}
