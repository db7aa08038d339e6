import { type Engine, EngineError } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { emptyingName, restorationName } from '../../model/names.ts'
import { type Refill, type RestorationRecord, restorationIn, snapshotLabel } from '../../model/snapshot-labels.ts'
import { isAlive } from '../../plan/is-alive.ts'
import type { ObservedContainer, ObservedVolume } from '../../plan/observed.ts'
import { carrierImage, removeCarriers, withCarrier } from '../../run/volumes/carrier.ts'
import { copyInto } from '../../run/volumes/copy-volume.ts'
import { emptyCarried } from '../../run/volumes/empty-volume.ts'
import { fillCarried } from '../../run/volumes/fill-volume.ts'
import type { Listed } from '../../run/volumes/list-volume.ts'
import { listForCopy, type ReadVolume } from '../../run/volumes/read-volume.ts'
import { asTask } from '../execution/task.ts'
import type { World } from '../world/world.ts'
import { carryingOf } from './carrying-of.ts'
import { requireNobodyElse } from './nobody-else.ts'
import { ofVolume } from './of-volume.ts'
import { isCopyOf } from './sets.ts'
import { mountersOf, shortVolume } from './stores.ts'

/*
 * Why a restoration cannot end half done
 *
 * The engine can neither rename a volume nor mount another one into a container that is there; and the containers must stay
 * the ones that docker compose knows. So the volumes keep their names, their labels and their containers, and their data is
 * replaced in place, from a copy that nobody writes to. That takes a moment in which a volume is neither old nor new, and a
 * kill may come in it. Hence a journal: one volume with a name of its own, created by one request before the first container
 * is stopped, removed by one request after the last volume is whole. Its labels say everything: which volumes are filled from
 * which copies, and which containers ran.
 *
 * A second volume is created before the first byte is removed, and removed before the journal.
 *
 *   killed before the journal         nothing has happened: old data, everything runs
 *   killed before the second volume   nothing has been removed: old data; the next muster command that would start anything of the
 *                                     project (up, start, restart, run, snapshot save …) only drops the journal, and starts what ran
 *   killed while both are there       that command first does it all again: stop, empty, copy, close, start. Both emptying and
 *                                     copying may be done twice, so it does not matter how far the first one came: new data
 *   killed after it                   new data; what is left are at most containers that were not started again: who ran it has a note
 *                                     of them, by which their next command does
 *
 * What was written since must not be lost. A volume that is another one by now, or not this project's, is left as it is. Where
 * containers that mount one have been started, made or removed since (docker compose knows nothing of journals) the command is refused,
 * and the user says whether it is done again (`reset`) or not (`reset --abandon`).
 *
 * Copies that a journal names are not removed (`snapshot rm` does the work of the journal first). Services do not run before the
 * journal is closed, unless somebody starts them past muster.
 */

/** A journal that was found. */
interface CutOff {
  readonly record: RestorationRecord
  /** Whether anything may have been removed. */
  readonly begun: boolean
}

/** The journal of a restoration that was cut off. One request. */
async function openRestoration(project: string, engine: Engine): Promise<CutOff | undefined> {
  const found = await engine.volumes.named([restorationName(project), emptyingName(project)])
  const labelsOf = (name: string): ReadonlyMap<string, string> =>
    found.find((volume) => volume.name === name)?.labels ?? new Map()
  const record = restorationIn(labelsOf(restorationName(project)), project)
  if (record === undefined) return undefined
  return { record, begun: labelsOf(emptyingName(project)).get(snapshotLabel.role) === 'emptying' }
}

/** Begins: from now on it is known, whatever becomes of this process. In the place of one that was cut off. */
export async function beginRestoration(record: RestorationRecord, engine: Engine): Promise<void> {
  const { project } = record
  await endRestoration(project, engine)
  const Labels = {
    [snapshotLabel.role]: 'restoring',
    [snapshotLabel.project]: project,
    [snapshotLabel.record]: JSON.stringify(record),
  }
  await engine.volumes.create({ Name: restorationName(project), Labels })
}

/** From now on it has to be brought to its end. */
async function beginEmptying(project: string, engine: Engine): Promise<void> {
  const Labels = { [snapshotLabel.role]: 'emptying', [snapshotLabel.project]: project }
  await engine.volumes.create({ Name: emptyingName(project), Labels })
}

/** What a journal says of the containers that mount its volumes. Not of those that the engine has no more. */
export async function mountersNow(
  containers: readonly ObservedContainer[],
  engine: Engine,
): Promise<RestorationRecord['mounters']> {
  const details = await Promise.all(
    containers.map(async ({ id }) => await engine.containers.inspect(id).catch(unlessGone)),
  )
  return details.flatMap((detail) => (detail === undefined ? [] : [{ id: detail.id, startedAt: detail.startedAt }]))
}

function unlessGone(error: unknown): undefined {
  if (error instanceof EngineError && error.status === 404) return undefined
  throw error
}

/** By what a restoration is done. */
export interface Means {
  readonly image: string
  /** What `listCopies` has found; absent: it is looked for. */
  readonly listed?: ReadonlyMap<string, Listed>
}

/** Lists the copies, which can be done before anything is stopped. */
export async function listCopies(
  { project, refills }: RestorationRecord,
  { image }: Means,
  world: World,
): Promise<ReadonlyMap<string, Listed>> {
  const carrying = carryingOf({ engine: await world.engine(), project, image }, world)
  const copies = [...new Set(refills.flatMap(({ from }) => from ?? []))]
  return new Map(await all(copies.map(async (name) => [name, await listForCopy(name, carrying)] as const)))
}

/** Puts the data in place. Nothing may run that mounts the volumes. May be done again, however far it came before. */
export async function refill(
  { project, refills, name }: RestorationRecord,
  { image, listed }: Means,
  world: World,
): Promise<void> {
  const engine = await world.engine()
  const carrying = carryingOf({ engine, project, image }, world)
  await beginEmptying(project, engine)
  const one = async (wanted: Refill): Promise<void> => {
    await withCarrier({ name: wanted.volume, access: 'write' }, carrying, async (carrier) => {
      await emptyCarried(carrier, wanted.volume, carrying)
      if (wanted.from === undefined) await fillCarried(carrier, wanted, carrying)
      else await copyInto(carrier, copyOf(wanted.from, listed), carrying)
    })
  }
  await all(
    refills.map(async (wanted) => {
      const empties = wanted.from === undefined
      const [working, done] = empties ? ['Emptying', 'Emptied'] : ['Restoring', 'Restored']
      const text = empties ? 'as new' : `from snapshot ${name ?? ''}`
      await asTask(
        { id: `Volume ${shortVolume(wanted.volume)}`, text, working, done },
        async () => await ofVolume(wanted.volume, async () => await one(wanted)),
        world,
      )
    }),
  )
}

function copyOf(name: string, listed: Means['listed']): ReadVolume {
  const known = listed?.get(name)
  return known === undefined ? { name } : { name, listed: known }
}

/** All have ended before the first failure counts: what is at work may not be left to itself. */
async function all<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(work)
  return await Promise.all(work)
}

/** The data is whole, or shall stay as it is. The journal last: without it the other says nothing. */
export async function endRestoration(project: string, engine: Engine): Promise<void> {
  await engine.volumes.remove(emptyingName(project))
  await engine.volumes.remove(restorationName(project))
}

/** Keeps the data as it is where a restoration was cut off. Returns whether there was one. */
export async function abandonRestoration(project: string, engine: Engine): Promise<boolean> {
  const found = await openRestoration(project, engine)
  if (found === undefined) return false
  await removeCarriers(project, engine)
  await endRestoration(project, engine)
  return true
}

/**
 * What a restoration that was cut off means to a command: it brings it to its end, or it replaces all of it by one of its own where
 * others have been at work since.
 */
export type Healing = 'finish' | 'replace'

/**
 * Brings a restoration to its end that was cut off. Has to be called by who holds the project. Returns whether there was one.
 * One request where there was none. Throws where others have worked on the data since: what is to become of it is the user's to say.
 */
export async function healRestoration(project: string, world: World, healing: Healing = 'finish'): Promise<boolean> {
  const engine = await world.engine()
  const found = await openRestoration(project, engine)
  if (found === undefined) return false
  const { record, begun } = found
  const what = record.name === undefined ? 'emptying the volumes' : `restoring snapshot ${record.name}`
  const tell = (message: string): void =>
    world.emit({ type: 'notice', message: `${what} of project ${project} was cut off${message}` })
  await removeCarriers(project, engine)
  if (!begun) {
    tell(' before it changed anything; the data is as it was')
    await endRestoration(project, engine)
    await startThose(record, mountersOf(await engine.containers.list([]), volumesOf(record)), engine)
    return true
  }
  const all = await engine.containers.list([])
  const refills = await stillMeant(record, { engine, world, containers: all })
  const volumes = new Set(refills.map(({ volume }) => volume))
  const mounters = mountersOf(all, volumes)
  if (refills.length > 0 && (await isWorkedOn(record, mounters, engine))) {
    if (healing === 'replace') return true
    throw workedOn(what, record)
  }
  await requireNobodyElse(volumes, { project, engine })
  if (refills.length > 0) tell('; it is done again, from its beginning')
  await Promise.all(mounters.filter(isAlive).map(async ({ id }) => await engine.containers.stop(id, {})))
  if (refills.length > 0) await refill({ ...record, refills }, { image: await carrierImage(mounters, engine) }, world)
  await endRestoration(project, engine)
  await startThose(record, mounters, engine)
  return true
}

function volumesOf({ refills }: RestorationRecord): ReadonlySet<string> {
  return new Set(refills.map(({ volume }) => volume))
}

/** What ran before, where it is still there. */
async function startThose(
  { start, project }: RestorationRecord,
  mounters: readonly ObservedContainer[],
  engine: Engine,
): Promise<void> {
  const own = mounters.filter(({ labels }) => labels.get(label.project) === project)
  for (const name of start.filter((one) => own.some((container) => container.name === one)))
    await engine.containers.start(name)
}

/** Whether anything has run on the data since: a container was started, made and started, or is gone. */
async function isWorkedOn(
  { mounters: before }: RestorationRecord,
  mounters: readonly ObservedContainer[],
  engine: Engine,
): Promise<boolean> {
  const now = new Map((await mountersNow(mounters, engine)).map(({ id, startedAt }) => [id, startedAt]))
  const known = new Map(before.map(({ id, startedAt }) => [id, startedAt]))
  return (
    before.some(({ id }) => !now.has(id)) ||
    [...now].some(([id, startedAt]) => startedAt !== (known.get(id) ?? neverStarted))
  )
}

/** What the engine says of a container that was only created. */
const neverStarted = '0001-01-01T00:00:00Z'

function workedOn(what: string, { project, name }: RestorationRecord): Error {
  const again = name === undefined ? '--empty' : `--to ${name}`
  return Object.assign(
    new Error(
      `${what} of project ${project} was cut off, and the containers that mount its volumes were started or replaced since: doing it again would take away what they have written`,
    ),
    {
      diagnosticKind: 'cut-restoration',
      fix: `\`muster reset ${again}\` does it again, \`muster reset --abandon\` keeps the data as it is`,
    },
  )
}

interface Healed {
  readonly engine: Engine
  readonly world: World
  readonly containers: readonly ObservedContainer[]
}

/** Those volumes that are the ones which the journal meant, and this project's. What becomes of the others is told. */
async function stillMeant(
  { project, refills }: RestorationRecord,
  { engine, world, containers }: Healed,
): Promise<readonly Refill[]> {
  const named = refills.flatMap(({ volume, from }) => [volume, ...(from === undefined ? [] : [from])])
  const there = new Map((await engine.volumes.named(named)).map((volume) => [volume.name, volume]))
  const trouble = ({ volume, created, from }: Refill): string | undefined => {
    const found = there.get(volume)
    if (found === undefined) return 'is gone'
    if (found.created !== created) return 'is another one by now'
    if (!isOwn(found, project, containers)) return `is not project ${project}'s own`
    const copy = from === undefined ? undefined : there.get(from)
    if (from !== undefined && (copy === undefined || !isCopyOf(copy, project))) return 'has no copy to be filled from'
    return undefined
  }
  return refills.filter((wanted) => {
    const why = trouble(wanted)
    if (why !== undefined)
      world.emit({
        type: 'warning',
        message: `a restoration of project ${project} was cut off; volume ${wanted.volume} ${why}, and is left as it is`,
      })
    return why === undefined
  })
}

/** With the project's label, or, as volumes without a name and external ones have none, mounted by its containers and no others. */
function isOwn({ name, labels }: ObservedVolume, project: string, containers: readonly ObservedContainer[]): boolean {
  const owner = labels.get(label.project)
  if (owner !== undefined) return owner === project
  const mounters = mountersOf(containers, new Set([name]))
  return mounters.length > 0 && mounters.every((container) => container.labels.get(label.project) === project)
}
