import type { Engine } from '../../engine/port.ts'
import { restorationName } from '../../model/names.ts'
import { type Refill, type RestorationRecord, snapshotLabel } from '../../model/snapshot-labels.ts'
import { runs } from '../../plan/stop-container.ts'
import { carrierImage, removeCarriers, withCarrier } from '../../run/volumes/carrier.ts'
import { copyInto } from '../../run/volumes/copy-volume.ts'
import { emptyCarried } from '../../run/volumes/empty-volume.ts'
import { fillCarried } from '../../run/volumes/fill-volume.ts'
import { asTask } from '../task.ts'
import type { World } from '../world.ts'
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
 *   killed before the journal         nothing has happened: old data, everything runs
 *   killed while it is there          the next muster command that would start anything of the project (up, start, restart, run,
 *                                     reset, snapshot …) first does it all again: stop, empty, copy, close, start. Both emptying and
 *                                     copying may be done twice, so it does not matter how far the first one came: new data
 *   killed after it                   new data; what is left are at most containers that were not started again: `up` does
 *
 * Copies that a journal names are not removed (`snapshot rm` does the work of the journal first). Services do not run before the
 * journal is closed, unless somebody starts them past muster.
 */

/** Whether a volume is the journal of a project: all of its labels and its name must say so. */
function isJournal(
  { name, labels }: { readonly name: string; readonly labels: ReadonlyMap<string, string> },
  project: string,
): boolean {
  return (
    name === restorationName(project) &&
    labels.get(snapshotLabel.role) === 'restoring' &&
    labels.get(snapshotLabel.project) === project
  )
}

/** The journal of a restoration that was cut off. One request. */
async function openRestoration(project: string, engine: Engine): Promise<RestorationRecord | undefined> {
  const [found] = await engine.volumes.named([restorationName(project)])
  if (found === undefined || !isJournal(found, project)) return undefined
  const record = JSON.parse(found.labels.get(snapshotLabel.record) ?? '{}') as RestorationRecord
  return record.version === 1 && record.project === project ? record : undefined
}

/** Begins: from now on it will be brought to its end, by whomever. */
export async function beginRestoration(record: RestorationRecord, engine: Engine): Promise<void> {
  const { project } = record
  const Labels = {
    [snapshotLabel.role]: 'restoring',
    [snapshotLabel.project]: project,
    [snapshotLabel.record]: JSON.stringify(record),
  }
  await engine.volumes.create({ Name: restorationName(project), Labels })
}

/** Puts the data in place. Nothing may run that mounts the volumes. May be done again, however far it came before. */
export async function refill(
  { project, refills, name }: RestorationRecord,
  image: string,
  world: World,
): Promise<void> {
  const engine = await world.engine()
  const carrying = { engine, project, image, signal: world.signal }
  const one = async (wanted: Refill): Promise<void> => {
    await withCarrier({ name: wanted.volume, access: 'write' }, carrying, async (carrier) => {
      await emptyCarried(carrier, wanted.volume, carrying)
      if (wanted.from === undefined) await fillCarried(carrier, wanted, carrying)
      else await copyInto(carrier, wanted.from, carrying)
    })
  }
  await Promise.all(
    refills.map(async (wanted) => {
      const empties = wanted.from === undefined
      const [working, done] = empties ? ['Emptying', 'Emptied'] : ['Restoring', 'Restored']
      const text = empties ? 'as new' : `from snapshot ${name ?? ''}`
      await asTask(
        { id: `Volume ${shortVolume(wanted.volume)}`, text, working, done },
        async () => await one(wanted),
        world,
      )
    }),
  )
}

/** The data is whole. */
export async function endRestoration(project: string, engine: Engine): Promise<void> {
  await engine.volumes.remove(restorationName(project))
}

/**
 * Brings a restoration to its end that was cut off. Has to be called by who holds the project. Returns whether there was one.
 * One request where there was none.
 */
export async function healRestoration(project: string, world: World): Promise<boolean> {
  const engine = await world.engine()
  const record = await openRestoration(project, engine)
  if (record === undefined) return false
  const what = record.name === undefined ? 'emptying the volumes' : `restoring snapshot ${record.name}`
  world.emit({
    type: 'notice',
    message: `${what} of project ${project} was cut off; it is done again, from its beginning`,
  })
  await removeCarriers(project, engine)
  const there = await engine.volumes.named(
    record.refills.flatMap(({ volume, from }) => [volume, ...(from === undefined ? [] : [from])]),
  )
  const names = new Set(there.map(({ name }) => name))
  const refills = record.refills.filter(
    ({ volume, from }) => names.has(volume) && (from === undefined || names.has(from)),
  )
  const all = await engine.containers.list([])
  const mounters = mountersOf(all, new Set(refills.map(({ volume }) => volume)))
  await Promise.all(mounters.filter(runs).map(async ({ id }) => await engine.containers.stop(id, {})))
  if (refills.length > 0) await refill({ ...record, refills }, await carrierImage(mounters, engine), world)
  await endRestoration(project, engine)
  for (const name of record.start.filter((one) => mounters.some((container) => container.name === one)))
    await engine.containers.start(name)
  return true
}
