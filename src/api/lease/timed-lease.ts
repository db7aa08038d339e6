import { accessSync, constants } from 'node:fs'
import { engineKey } from '../../engine/engine-key.ts'
import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import type { Observed } from '../../plan/observed.ts'
import { labelsOf } from '../../run/lease/lease-labels.ts'
import { seatOf } from '../../run/lease/leased-engine.ts'
import { markRenewed } from '../../run/lease/marker.ts'
import { isOpen, type LeaseNote, projectsOf, readNote, readNotes, writeNote } from '../../run/lease/notes.ts'
import { isOfThisMachine, ownerOf, whereabouts } from '../../run/lease/owner.ts'
import { lasting } from '../../run/lease/time-left.ts'
import { startWatchdog } from '../../run/lease/watchdog.ts'
import { makePrivateFolder } from '../../run/private-folder.ts'
import { bringUp, type UpResult } from '../up.ts'
import { look } from '../up/look.ts'
import type { UpOptions } from '../up/options.ts'
import { writtenToState } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'
import { leaseFolder, newNote, surroundings, underLease } from './lease.ts'
import { joined, refuseProtected } from './under-lease.ts'

/** How long a project that was brought up for a time stays. */
export interface UpFor extends UpResult {
  /** Milliseconds since the epoch. */
  readonly until: number
  /** Containers that were there before, under no lease: they stay when the time is over. */
  readonly outside: readonly string[]
}

/**
 * Brings a project up that is removed after some milliseconds, with the volumes that were created for it, unless another
 * `upFor` gives it more time or a plain `up` takes it out. A small process waits for that; should it be killed, the next
 * muster that changes something removes the project when its time is over. Throws as `up`, and where nothing can be noted.
 */
export async function upFor(options: UpOptions, time: number, world: World): Promise<UpFor> {
  // A lease of the project that is over takes what it holds along first: it is no part of what is brought up now.
  const seen = await look(options, { ...world, leases: 'renew' })
  await refuseProtected(seen.project, seen.observed, world)
  const { name } = seen.project
  const until = world.now() + time
  const note = await renewed(name, until, { world, ...seen })
  const folder = leaseFolder(world)
  // A `down` that was first may have ended it.
  const claim = (): void => void (readNote(folder, note.id) ?? writeNote(folder, note))
  const leased = underLease({ labels: labelsOf(note), claim }, world)
  const engine = await joined(await leased.engine(), name, { observed: seen.observed, world: leased })
  const sight = { ...seen, engine }
  const result = await bringUp(sight, options, { world: leased })
  const there = await seen.engine.containers.list([`${label.project}=${name}`])
  const outside = there.filter(({ labels }) => labels.get(label.lease) !== note.id).map((one) => one.name)
  return { ...result, until, outside: outside.sort() }
}

/** Throws UnusablePath where it cannot be noted how long a project stays. */
export function requireNotes(world: World): void {
  const folder = leaseFolder(world)
  writtenToState(untilWhen, world, () => {
    makePrivateFolder(folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
  })
}

const untilWhen = 'until when the project stays'

/** The project's lease with a new time, or a new lease, noted and watched over. */
async function renewed(
  project: string,
  expires: number,
  { world, engine, observed }: { readonly world: World; readonly engine: Engine; readonly observed: Observed },
): Promise<LeaseNote> {
  const folder = leaseFolder(world)
  const key = engineKey(engine.address)
  const known = readNotes(folder).find(
    (note) =>
      note.kind === 'timed' && note.engine === key && projectsOf(note).has(project) && isOpen(note, world.now()),
  )
  const { ahead } = await engine.version()
  const base = known ?? newNote({ kind: 'timed', expires }, { world, engine })
  const note: LeaseNote = {
    ...base,
    // Its times are those of this machine from now on.
    owner: isOfThisMachine(base.owner) ? base.owner : ownerOf(),
    ahead,
    projects: [project],
    released: [],
    outside: observed.containers
      .filter(({ labels }) => labels.get(label.lease) !== base.id)
      .flatMap(({ labels }) => seatOf((it) => labels.get(it)) ?? []),
    expires,
    lasts: lasting(expires, expires - world.now()),
  }
  const write = (noted: LeaseNote): void => writtenToState(untilWhen, world, () => writeNote(folder, noted))
  write(note)
  // What is there already says an earlier time.
  if (known !== undefined)
    await markRenewed({ project, labels: labelsOf(note) }, await (world.unleased ?? world.engine)())
  if (note.keeper !== undefined && whereabouts(note.keeper) === 'alive') return note
  const dog = startWatchdog({ lease: note.id, kind: 'timed', notes: folder, ...surroundings(world) })
  dog.tell({ project })
  if (dog.pid !== undefined) write({ ...note, keeper: ownerOf(dog.pid) })
  return note
}
