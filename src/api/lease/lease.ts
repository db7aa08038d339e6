import { randomUUID } from 'node:crypto'
import { engineKey } from '../../engine/engine-key.ts'
import type { Engine } from '../../engine/port.ts'
import { labelsOf } from '../../run/lease/lease-labels.ts'
import { leasedEngine, type Mark } from '../../run/lease/leased-engine.ts'
import { notesFolder } from '../../run/lease/notes-folder.ts'
import { changeNote, closeNote, type LeaseNote, projectsOf, readNote, writeNote } from '../../run/lease/notes.ts'
import { ownerOf } from '../../run/lease/owner.ts'
import { type Swept, sweep } from '../../run/lease/sweep.ts'
import { startWatchdog, type Watchdog, watchdogEnvironment } from '../../run/lease/watchdog.ts'
import { reasonOf, stateFolder } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'
import { keepRenewing, plainTerm, type Renewal, type Term } from './renewal.ts'

/**
 * What is created under it lasts no longer than this process: a watchdog, a small process of its own, removes it when this
 * one ends without a farewell, however it ends; should the watchdog be killed, too, the next muster that changes something does.
 *
 *     await using lease = await takeLease(world)
 *     await up({ ...options, lease }, world)
 *     …
 *     await lease.end()
 */
export interface Lease extends AsyncDisposable {
  readonly id: string
  /** `dev.muster.lease`, `dev.muster.owner` and `dev.muster.expires`, for whoever creates things past muster's engine. */
  readonly labels: Readonly<Record<string, string>>
  /**
   * Has to be called with a project's name before anything of it is created with the labels; engines of `underLease` do so.
   * The first call starts the watchdog. `everyProjectOf` stands for the projects of a copy, with and without labels. What else carries the labels and is of no claimed project is never removed.
   */
  readonly claim: (project: string) => void
  /**
   * Starts a program of this machine, in a process group of its own and with the lease in its environment (MUSTER_LEASE), that ends
   * with this process as well, once something was claimed: also where this process ends before it knows the program's number.
   */
  readonly alongside: <P extends { readonly pid?: number | undefined }>(start: () => P) => P
  /**
   * Removes everything that carries the lease, at once: containers are killed, named volumes that were created under it go along.
   * Says what it has removed, and what could not be. Rejects with EngineError. More may be created under the lease afterwards.
   */
  readonly end: () => Promise<Swept>
  /** Tells the watchdog farewell: what is there stays, and belongs to no lease any more. No error when it was told already. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Takes a lease. Nothing is started or noted before something is created under it. */
export async function takeLease(world: World, term: Term = plainTerm): Promise<Lease> {
  const engine = await (world.unleased ?? world.engine)()
  const { ahead } = await engine.version()
  const note = newNote({ kind: 'watched', expires: world.now() + term.longest, ahead }, { world, engine })
  const folder = leaseFolder(world)
  const claims = new Set<string>()
  let dog: Watchdog | undefined
  let renewal: Renewal | undefined
  let holds = false
  const claim = (project: string): void => {
    holds = true
    if (claims.has(project)) return
    claims.add(project)
    keep(folder, { ...note, projects: [...claims] }, world)
    dog ??= startWatchdog({ lease: note.id, kind: note.kind, notes: folder, ...surroundings(world) })
    dog.tell({ project })
    renewal ??= keepRenewing({ ...note, projects: [project] }, { term, folder, engine, world })
  }
  const alongside: Lease['alongside'] = (start) => {
    dog?.tell({ starting: 'program' })
    const program = start()
    if (program.pid !== undefined) dog?.tell({ program: program.pid, start: ownerOf(program.pid).start })
    return program
  }
  const end = async (): Promise<Swept> => {
    // Others may have been lent the lease, and have noted what they made.
    const { projects = [], released = [] } = readNote(folder, note.id) ?? {}
    const all = { projects: [...claims, ...projects], released }
    const swept = await sweep({ id: note.id, projects: projectsOf(all) }, engine)
    holds = swept.left.size > 0
    return swept
  }
  const farewell = async (): Promise<void> => {
    const dismissed = dog
    dog = undefined
    const signs = renewal
    renewal = undefined
    claims.clear()
    closeNote(folder, note.id, holds ? 'everything' : 'what is released')
    await signs?.stop()
    await dismissed?.dismiss()
  }
  return { id: note.id, labels: labelsOf(note), claim, alongside, end, [Symbol.asyncDispose]: farewell }
}

/** The note of a lease that this process takes, of no project yet. */
export function newNote(
  terms: Pick<LeaseNote, 'kind' | 'expires' | 'ahead'>,
  { world, engine }: { readonly world: World; readonly engine: Pick<Engine, 'address'> },
): LeaseNote {
  return {
    version: 1,
    id: randomUUID(),
    owner: ownerOf(),
    command: world.command ?? 'muster',
    engine: engineKey(engine.address),
    projects: [],
    released: [],
    created: world.now(),
    ...terms,
  }
}

/** Where the user's leases are noted. */
export function leaseFolder(world: Pick<World, 'env' | 'home'>): string {
  return notesFolder(stateFolder(world))
}

/** By which a watchdog finds the engine. */
export function surroundings({
  env,
  cwd,
  home,
  place = {},
}: World): Omit<Parameters<typeof startWatchdog>[0], 'lease' | 'kind' | 'notes'> {
  return { env: watchdogEnvironment(env, cwd), home, ...place }
}

/** Without a note there is still the watchdog. */
function keep(folder: string, note: LeaseNote, world: World): void {
  const known = changeNote(folder, note.id, (now) => ({
    ...now,
    projects: [...new Set([...now.projects, ...note.projects])],
  }))
  if (known !== undefined) return
  try {
    writeNote(folder, note)
  } catch (error) {
    const message = `the lease cannot be noted in ${folder} (${reasonOf(error)}): should this process and its watchdog both be killed, what they leave stays until \`muster gc\` is told to remove it`
    world.emit({ type: 'warning', message })
  }
}

/** The world in which everything that is created carries the lease. */
export function underLease(lease: Mark, world: World): World {
  if (world.lease === lease) return world
  let engine: Promise<Engine> | undefined
  const unleased = world.unleased ?? world.engine
  return { ...world, lease, unleased, engine: () => (engine ??= unleased().then((bare) => leasedEngine(bare, lease))) }
}
