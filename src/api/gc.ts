import { engineKey } from '../engine/engine-key.ts'
import type { Engine } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import { stillHeld } from '../run/lease/ending.ts'
import { leasedProject, standsForCopy } from '../run/lease/leased-project.ts'
import {
  forgetNote,
  keptFolder,
  type LeaseNote,
  ownersClock,
  projectsOf,
  readNotes,
  standingOf,
} from '../run/lease/notes.ts'
import { isSeenAlive, ownerText } from '../run/lease/owner.ts'
import { type Swept, sweep } from '../run/lease/sweep.ts'
import { collectLease } from './lease/collect-leases.ts'
import { overNotes } from './lease/due-notes.ts'
import { leaseFolder } from './lease/lease.ts'
import type { World } from './world/world.ts'

/** A lease on the engine, and what becomes of it. */
export interface LeaseFound {
  readonly id: string
  /** Sorted. */
  readonly projects: readonly string[]
  /** `<host>/<boot id>/<pid>/<start time>`, as the label says. */
  readonly owner: string
  /** What took it, where this user did: `up`. */
  readonly command?: string
  /** RFC 3339. */
  readonly expires: string
  /**
   * `held`: its owner lives, or its time is not over. `dead`, `expired`: collected without asking. `kept`: taken out of its lease
   * by who brought it up again. `stranger`: the labels say that it is over, and this user has no note of it.
   * `unknown`: no note of it, and not over.
   */
  readonly standing: 'held' | 'dead' | 'expired' | 'kept' | 'stranger' | 'unknown'
  /** Milliseconds since the epoch, of the oldest thing; undefined where the engine does not say. */
  readonly since?: number
  /** Names. So are `networks` and `volumes`. */
  readonly containers: readonly string[]
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
}

export interface GcOptions {
  /** Milliseconds: only what is at least so old. */
  readonly olderThan?: number
  /** Asked which strangers are to be removed; absent: none. */
  readonly agree?: (strangers: readonly LeaseFound[]) => Promise<readonly LeaseFound[]>
}

/** What is there, and what has been removed of it, by lease. */
export interface Collected {
  readonly found: readonly LeaseFound[]
  readonly removed: ReadonlyMap<string, Swept>
}

/** Every lease that something on the engine carries, or that is noted here. Changes nothing: three requests. Rejects with EngineError. */
export async function findLeases(world: World): Promise<readonly LeaseFound[]> {
  const engine = await world.engine()
  const things = await leasedThings(engine)
  const { ahead } = await engine.version()
  const key = engineKey(engine.address)
  const folder = leaseFolder(world)
  const ours = (notes: readonly LeaseNote[]): ReadonlyMap<string, LeaseNote> =>
    new Map(notes.filter((note) => note.engine === key).map((note) => [note.id, note]))
  const notes = { open: ours(readNotes(folder)), kept: ours(readNotes(keptFolder(folder))) }
  const groups = Map.groupBy(things, ({ labels }) => labels.get(label.lease) ?? '')
  const clock = { now: world.now, ahead }
  const carried = [...groups]
    .flatMap(([id, carriers]) => splitByNote(carriers, notes.open.get(id) ?? notes.kept.get(id)))
    .map(({ carriers, note }) => leaseOf(carriers, note, clock))
  const bare = [...notes.open.values()].filter(({ id, swept }) => !groups.has(id) && swept === undefined)
  return [...carried, ...bare.map((note) => emptyLease(note, clock))].toSorted((a, b) =>
    a.expires < b.expires ? -1 : 1,
  )
}

/** Removes what leases hold that are over; of others only what `agree` names. Rejects with EngineError. */
export async function gc({ olderThan = 0, agree }: GcOptions, world: World): Promise<Collected> {
  const found = await findLeases(world)
  const engine = await world.engine()
  const folder = leaseFolder(world)
  const isOld = ({ since }: LeaseFound): boolean => since === undefined || since + olderThan <= world.now()
  const removed = new Map<string, Swept>()
  const strangers = found.filter((lease) => lease.standing === 'stranger' && isOld(lease))
  const agreed = strangers.length === 0 || agree === undefined ? [] : await agree(strangers)
  for (const { id, projects } of agreed) {
    // Somebody may have brought it up to stay while the question stood.
    const leased = { id, projects: stillHeld(folder, { id, projects, released: [] }) }
    removed.set(id, await sweep(leased, engine, { signal: world.signal }))
  }
  const young = new Set(found.filter((lease) => !isOld(lease)).map(({ id }) => id))
  for (const note of await overNotes(readNotes(folder), engine, world.now))
    if (!young.has(note.id))
      removed.set(note.id, await collectLease(note, folder, { engine, signal: world.signal, now: world.now }))
  const carried = new Set(found.map(({ id }) => id))
  for (const { id, engine: key } of readNotes(keptFolder(folder)))
    if (key === engineKey(engine.address) && !carried.has(id)) forgetNote(keptFolder(folder), id)
  return { found, removed }
}

interface Carrier {
  readonly what: 'containers' | 'networks' | 'volumes'
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  /** Milliseconds since the epoch. */
  readonly since?: number
}

async function leasedThings(engine: Engine): Promise<readonly Carrier[]> {
  const [containers, networks, volumes] = await Promise.all([
    engine.containers.summaries([label.lease]),
    engine.networks.list(),
    engine.volumes.labelled([label.lease]),
  ])
  return [
    ...containers.map(
      ({ name, labels, created }) => ({ what: 'containers', name, labels, ...sinceOf(created) }) as const,
    ),
    ...networks
      .filter(({ labels }) => labels.has(label.lease))
      .map(({ name, labels }) => ({ what: 'networks', name, labels }) as const),
    ...volumes.map(({ name, labels, created }) => ({ what: 'volumes', name, labels, ...sinceOf(created) }) as const),
  ]
}

/** From seconds. What the engine is just making is of the year 1, in its words. */
function sinceOf(created = 0): { readonly since?: number } {
  return created > 0 ? { since: created * 1000 } : {}
}

interface Group {
  readonly carriers: readonly Carrier[]
  readonly note: LeaseNote | undefined
}

/** What carries a lease's id and is of none of its projects is a stranger's, whatever it says. */
function splitByNote(carriers: readonly Carrier[], note: LeaseNote | undefined): readonly Group[] {
  if (note === undefined) return [{ carriers, note }]
  const isOurs = ({ labels }: Carrier): boolean => note.projects.includes(projectOf(labels) ?? '')
  const groups = Map.groupBy(carriers, isOurs)
  return [...groups].map(([ours, some]) => ({ carriers: some, note: ours ? note : undefined }))
}

/** How this machine's clock stands to the engine's. */
interface Clock {
  readonly now: () => number
  readonly ahead: number
}

function leaseOf(carriers: readonly Carrier[], note: LeaseNote | undefined, clock: Clock): LeaseFound {
  const labels = carriers[0]?.labels ?? new Map<string, string>()
  const names = (what: Carrier['what']): readonly string[] =>
    carriers.flatMap((one) => (one.what === what ? one.name : [])).toSorted()
  const since = carriers.flatMap((one) => one.since ?? [])
  const projects = new Set(carriers.flatMap((one) => projectOf(one.labels) ?? []))
  const expires = note === undefined ? lastTime(carriers) : new Date(note.expires).toISOString()
  return {
    id: labels.get(label.lease) ?? '',
    projects: [...projects].toSorted(),
    owner: labels.get(label.owner) ?? '',
    ...(note === undefined ? {} : { command: note.command }),
    expires,
    standing: note === undefined ? byLabels(labels, expires, clock) : byNote(note, projects, clock),
    ...(since.length === 0 ? {} : { since: Math.min(...since) }),
    containers: names('containers'),
    networks: names('networks'),
    volumes: names('volumes'),
  }
}

/** Of what it held others may have made everything anew, or nothing was made yet. */
function emptyLease(note: LeaseNote, clock: Clock): LeaseFound {
  const { id, owner, command, expires } = note
  return {
    id,
    projects: [...projectsOf(note)].filter((name) => !standsForCopy(name)).toSorted(),
    owner: ownerText(owner),
    command,
    expires: new Date(expires).toISOString(),
    standing: standingOf(note, ownersClock(note, clock)()),
    containers: [],
    networks: [],
    volumes: [],
  }
}

/** A lease goes on until the last time that anything under it tells; one that is no time never comes. */
function lastTime(carriers: readonly Carrier[]): string {
  const times = carriers.map(({ labels }) => labels.get(label.expires) ?? '')
  const dated = times.map((text) => ({ text, time: Date.parse(text) }))
  const endless = dated.find(({ time }) => Number.isNaN(time))
  return (endless ?? dated.toSorted((a, b) => b.time - a.time)[0])?.text ?? ''
}

function projectOf(labels: ReadonlyMap<string, string>): string | undefined {
  return leasedProject((name) => labels.get(name))
}

function byNote(note: LeaseNote, projects: ReadonlySet<string>, clock: Clock): LeaseFound['standing'] {
  const holds = projectsOf(note)
  return [...projects].some((project) => holds.has(project)) ? standingOf(note, ownersClock(note, clock)()) : 'kept'
}

/** A label that is no time never ends, and what a living process of this machine holds is nobody else's. */
function byLabels(labels: ReadonlyMap<string, string>, expires: string, { now, ahead }: Clock): LeaseFound['standing'] {
  const time = Date.parse(expires)
  if (Number.isNaN(time) || time > now() + ahead) return 'unknown'
  return isSeenAlive(labels.get(label.owner) ?? '') ? 'held' : 'stranger'
}
