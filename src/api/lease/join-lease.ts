import { engineKey } from '../../engine/engine-key.ts'
import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import type { Observed } from '../../plan/observed.ts'
import { labelsOf } from '../../run/lease/lease-labels.ts'
import { leasedEngine, type Mark, type Place, seatOf } from '../../run/lease/leased-engine.ts'
import { unmark } from '../../run/lease/marker.ts'
import {
  changeNote,
  closeNote,
  isOpen,
  keptFolder,
  type LeaseNote,
  projectsOf,
  readNote,
  readNotes,
  writeNote,
} from '../../run/lease/notes.ts'
import { holdingsOf, sizeOf } from '../../run/lease/sweep.ts'
import type { World } from '../world/world.ts'
import { leaseFolder, newNote } from './lease.ts'
import { leasesOf } from './leases-of.ts'
import { heldBy } from './swept-text.ts'

/** The engine under the first of the leases that holds the project; the bare one where none does. */
export function joinLease(
  observed: Observed,
  engine: Engine,
  { project, world }: { readonly project: string; readonly world: World },
): Engine {
  const folder = leaseFolder(world)
  const note = [...leasesOf(observed)]
    .flatMap((id) => readNote(folder, id) ?? [])
    .find((one) => projectsOf(one).has(project) && isOpen(one, world.now()))
  if (note === undefined) return engine
  return leasedEngine(engine, { labels: labelsOf(note), claim: () => undefined }, staying(observed, project, world))
}

/** The engine under the world's lease, where what is of no lease stays so when it is made anew. */
export async function sparing(
  { engine, lease }: { readonly engine: Engine; readonly lease: Mark },
  observed: Observed,
  { project, world }: { readonly project: string; readonly world: World },
): Promise<Engine> {
  const stays = staying(observed, project, world)
  return stays.size === 0 || world.unleased === undefined ? engine : leasedEngine(await world.unleased(), lease, stays)
}

/** Ids of the leases with which something of a project ends: those noted here that it was not taken out of, and the world's own. */
export function endingWith(observed: Observed, project: string, world: World): ReadonlySet<string> {
  const folder = leaseFolder(world)
  const holding = [...leasesOf(observed)].filter((id) => {
    const note = readNote(folder, id)
    return note !== undefined && projectsOf(note).has(project)
  })
  const own = world.lease?.labels[label.lease]
  return new Set([...holding, ...(own === undefined ? [] : [own])])
}

/** What the end of no lease takes along: it carries none, or was taken out of it, or nobody knows it here. */
function staying(observed: Observed, project: string, world: World): ReadonlySet<Place> {
  const ends = endingWith(observed, project, world)
  const stays = ({ labels }: { readonly labels: ReadonlyMap<string, string> }): boolean =>
    !ends.has(labels.get(label.lease) ?? '')
  const containers = observed.containers.filter(stays).flatMap(({ labels }) => seatOf((name) => labels.get(name)) ?? [])
  const networks = [...observed.networks].flatMap(([name, all]) =>
    all.some(stays) ? [`network ${name}` as const] : [],
  )
  const volumes = [...observed.volumes].flatMap(([name, one]) => (stays(one) ? [`volume ${name}` as const] : []))
  return new Set([...containers, ...networks, ...volumes])
}

/** From now on the leases are not responsible for the project any more: what it has under their labels stays. */
export async function releaseFrom(observed: Observed, project: string, world: World): Promise<void> {
  const folder = leaseFolder(world)
  const engine = await world.engine()
  for (const id of leasesOf(observed)) {
    const note = readNote(folder, id)
    if (note === undefined) {
      const blank = newNote({ kind: 'timed', expires: world.now() }, { world, engine })
      keepStrangers(folder, project, { ...blank, id, foreign: true })
      warnOfStranger(observed, { id, project, world })
    }
    if (note !== undefined && projectsOf(note).has(project)) await release(project, note, world)
  }
}

/** The same for other leases of this user that are over, where they still hold something. */
export async function releaseFromEnded(project: string, world: World): Promise<void> {
  const engine = await world.engine()
  const own = world.lease?.labels[label.lease]
  const isEnded = (note: LeaseNote): boolean =>
    note.id !== own && note.engine === engineKey(engine.address) && !isOpen(note, world.now())
  for (const note of readNotes(leaseFolder(world))) {
    if (!isEnded(note) || !projectsOf(note).has(project)) continue
    const held = await holdingsOf({ id: note.id, projects: new Set([project]) }, engine)
    if (sizeOf(held) > 0) await release(project, note, world)
  }
}

async function release(project: string, note: LeaseNote, world: World): Promise<void> {
  const folder = leaseFolder(world)
  const changed = changeNote(folder, note.id, (known) => ({ ...known, released: [...known.released, project] }))
  if (changed !== undefined && projectsOf(changed).size === 0) {
    await unmark(note.id, await world.engine())
    // Who holds a watched one may claim more projects.
    if (note.kind === 'timed') closeNote(folder, note.id)
  }
  const said = changed === undefined ? 'cannot be taken out of' : 'is taken out of'
  const after = changed === undefined ? 'it will be removed with it' : 'from now on it stays'
  world.emit({ type: 'notice', message: `${project} ${said} ${heldBy(note)}: ${after}` })
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

/** Whose note it is may still remove all of it: only there it can be taken out. */
function warnOfStranger(
  observed: Observed,
  { id, project, world }: { readonly id: string; readonly project: string; readonly world: World },
): void {
  const kept = readNote(keptFolder(leaseFolder(world)), id)
  if (kept?.released.includes(project) === true && kept.foreign === undefined) return
  const carries = (things: Iterable<{ readonly labels: ReadonlyMap<string, string> }>): ReadonlyMap<string, string> =>
    [...things].find(({ labels }) => labels.get(label.lease) === id)?.labels ?? new Map()
  const labels = new Map([
    ...carries(observed.volumes.values()),
    ...carries([...observed.networks.values()].flat()),
    ...carries(observed.containers),
  ])
  const [host, , pid] = (labels.get(label.owner) ?? '').split('/')
  const who = `${id}, taken by process ${pid ?? '?'} of ${host || 'an unknown machine'}, until ${labels.get(label.expires) ?? 'an unknown time'}`
  const message = `${project} is under a lease that is not known in ${leaseFolder(world)} (${who}): it is removed with that lease, its volumes, too. To keep it, run the same \`up\` as the user, with the XDG_STATE_HOME and on the machine that took the lease`
  world.emit({ type: 'warning', message })
}
