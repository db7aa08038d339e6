import type { Engine } from '../engine/port.ts'
import { leasedEngine } from '../run/lease/leased-engine.ts'
import { changeNote, isOpen, keptFolder, type LeaseNote, projectsOf, readNote, writeNote } from '../run/lease/notes.ts'
import { heldBy } from './collect-leases.ts'
import { labelsOf, leaseFolder, newNote } from './lease.ts'
import type { World } from './world.ts'

/** The engine under the first of the leases that holds the project; the bare one where none does. */
export function joinLease(
  ids: ReadonlySet<string>,
  engine: Engine,
  { project, world }: { readonly project: string; readonly world: World },
): Engine {
  const folder = leaseFolder(world)
  const note = [...ids]
    .flatMap((id) => readNote(folder, id) ?? [])
    .find((one) => projectsOf(one).has(project) && isOpen(one, world.now()))
  return note === undefined ? engine : leasedEngine(engine, { labels: labelsOf(note), claim: () => undefined })
}

/** From now on the leases are not responsible for the project any more: what it has under their labels stays. */
export async function releaseFrom(ids: ReadonlySet<string>, project: string, world: World): Promise<void> {
  const folder = leaseFolder(world)
  const engine = await world.engine()
  for (const id of ids) {
    const note = readNote(folder, id)
    if (note === undefined)
      keepStrangers(folder, project, { ...newNote({ kind: 'timed', expires: world.now() }, { world, engine }), id })
    if (note === undefined || !projectsOf(note).has(project)) continue
    const changed = changeNote(folder, id, (known) => ({ ...known, released: [...known.released, project] }))
    const said = changed === undefined ? 'cannot be taken out of' : 'is taken out of'
    const after = changed === undefined ? 'it will be removed with it' : 'from now on it stays'
    world.emit({ type: 'notice', message: `${project} ${said} ${heldBy(note)}: ${after}` })
  }
}

/** Of a lease that nobody here has a note of any more: who says `up` keeps what is under it, so that `gc` does not offer it. */
function keepStrangers(folder: string, project: string, note: LeaseNote): void {
  const known = readNote(keptFolder(folder), note.id) ?? note
  if (known.released.includes(project)) return
  const add = (names: readonly string[]): readonly string[] => [...new Set([...names, project])]
  try {
    writeNote(keptFolder(folder), { ...known, projects: add(known.projects), released: add(known.released) })
  } catch {
    // Nobody removes it without asking.
  }
}
