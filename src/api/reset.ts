import { volumeName } from '../model/names.ts'
import type { KeptStore, Refill, RestorationRecord, SealRecord } from '../model/snapshot-labels.ts'
import { volumeSpec } from '../model/volume-spec.ts'
import { isAlive } from '../plan/is-alive.ts'
import type { ObservedContainer, ObservedVolume } from '../plan/observed.ts'
import { protectedVolumes } from '../plan/protected-volumes.ts'
import { resetKind } from '../run/faults/notes.ts'
import { carrierImage, removeCarriers } from '../run/volumes/carrier.ts'
import { discreetly } from './execution/discreetly.ts'
import { keepUndo, startsOf } from './execution/keep-undo.ts'
import { ownScene, type SceneOn } from './project/scene.ts'
import { requireSnapshot } from './snapshot.ts'
import { patient, startAll, stopAll } from './snapshot/at-rest.ts'
import { chosenStores, type ExternalVolumes } from './snapshot/chosen-stores.ts'
import { heldScene, requireOwnVolumesOf } from './snapshot/held-scene.ts'
import { requireNobodyElse } from './snapshot/nobody-else.ts'
import {
  abandonRestoration,
  beginRestoration,
  endRestoration,
  healRestoration,
  listCopies,
  mountersNow,
  refill,
} from './snapshot/restoration.ts'
import { mountersOf, type Store } from './snapshot/stores.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface ResetOptions extends ProjectOptions {
  /** A snapshot's name; `newest`: the last one that was saved, and where there is none, as with `empty`. */
  readonly to: { readonly snapshot: string } | 'newest' | 'empty'
  readonly external: ExternalVolumes
  /** Volumes with `x-protect` may be overwritten, too. */
  readonly unprotect?: boolean
}

/** What was put in place. */
export interface Restored {
  /** Undefined: the volumes are as new. */
  readonly snapshot: string | undefined
  /** Engine names. */
  readonly volumes: readonly string[]
  /** Containers that were stopped for it and run again. */
  readonly restarted: readonly string[]
}

/** Puts the data of a snapshot in the place of what is there, and restarts what mounts it. As `resetTo`. */
export async function restoreSnapshot(
  options: Omit<ResetOptions, 'to'> & { readonly name: string },
  world: World,
): Promise<Restored> {
  return await resetTo({ ...options, to: { snapshot: options.name } }, world)
}

/**
 * Gives the volumes of the project, or of some services, the data of a snapshot, or makes them as new; only what runs and mounts
 * them is stopped before and started afterwards, and is ready at the end. Whatever happens meanwhile, the data is the old one
 * or the new one, never half: see restoration.ts. Rejects with what is in the way (then nothing has happened), EngineError,
 * and UpFailed when a service does not become ready again.
 */
export async function resetTo(options: ResetOptions, world: World): Promise<Restored> {
  // A reset of some services does not put everything in place that one of all would.
  const healing = options.services.length === 0 ? 'replace' : 'finish'
  return await heldScene({ ...options, healing }, world, async (scene, { seals }) => {
    await requireEmptying(scene)
    const record = sealOf(options.to, seals)
    return await discreetly(
      scene.project,
      world,
      async (quiet) => await putBack(record, { scene, options, world: quiet }),
    )
  })
}

/** Podman (4.3, seen) leaves in a volume what is in it; nothing may be stopped or noted before that is known. */
async function requireEmptying({ engine }: SceneOn): Promise<void> {
  if ((await engine.version()).kind !== 'podman') return
  throw Object.assign(new Error('Podman does not empty volumes for muster: data is put back on Docker Engine only'), {
    fix: 'for new volumes: `muster down -v`, then `muster up -d`; `muster snapshot export` takes a snapshot to another engine',
  })
}

function sealOf(to: ResetOptions['to'], seals: readonly SealRecord[]): SealRecord | undefined {
  if (to === 'empty') return undefined
  return to === 'newest' ? seals.at(-1) : requireSnapshot(to.snapshot, seals)
}

interface Resetting {
  readonly scene: SceneOn
  readonly options: ResetOptions
  readonly world: World
}

async function putBack(record: SealRecord | undefined, resetting: Resetting): Promise<Restored> {
  const { scene, world } = resetting
  const { engine } = scene
  const journal = await journalOf(record, resetting)
  const { project, start } = journal
  const volumes = volumesOf(journal.refills)
  const mounters = mountersOf(scene.containers, volumes)
  await requireNobodyElse(volumes, { project, engine })
  const image = await carrierImage(mounters, engine)
  world.signal.throwIfAborted()
  world.begin?.()
  const running = mounters.filter(isAlive)
  const kept = keepUndo({ project, kind: resetKind, undo: await startsOf(running, engine) }, { engine, world })
  await refillAtRest(journal, { running, image }, resetting)
  try {
    await startAll(start, scene, world)
  } finally {
    kept.over()
  }
  world.signal.throwIfAborted()
  return { snapshot: record?.name, volumes: [...volumes], restarted: start }
}

/** What is to be done, as anybody can do it who finds it half done. Throws where there is nothing to do. */
async function journalOf(record: SealRecord | undefined, resetting: Resetting): Promise<RestorationRecord> {
  const { engine, containers, project } = resetting.scene
  const refills = record === undefined ? await emptied(resetting) : await restored(record, resetting)
  if (refills.length === 0)
    throw Object.assign(new Error(`project ${project.name} has no volume to reset`), {
      fix: 'bring it up first: `muster up -d`',
    })
  const volumes = volumesOf(refills)
  const seen = await engine.volumes.named([...volumes])
  if (resetting.options.unprotect !== true) requireUnprotected(seen, resetting.scene)
  const created = new Map(seen.map((volume) => [volume.name, volume.created]))
  const running = mountersOf(containers, volumes).filter(isAlive)
  return {
    version: 1,
    project: project.name,
    refills: refills.map((wanted) => dated(wanted, created.get(wanted.volume))),
    start: running.map(({ name }) => name),
    mounters: await mountersNow(mountersOf(await engine.containers.list([]), volumes), engine),
    ...(record === undefined ? {} : { name: record.name }),
  }
}

function volumesOf(refills: readonly Refill[]): ReadonlySet<string> {
  return new Set(refills.map(({ volume }) => volume))
}

interface Rest {
  /** What runs and mounts the volumes. */
  readonly running: readonly ObservedContainer[]
  /** Of carriers. */
  readonly image: string
}

/** Stops what runs and puts the data in place; then nobody has to finish it any more. */
async function refillAtRest(
  journal: RestorationRecord,
  { running, image }: Rest,
  { scene, world }: Resetting,
): Promise<void> {
  await beginRestoration(journal, scene.engine)
  // Nobody writes to the copies, so they are looked at while the services stop.
  const [stopped, copies] = await Promise.allSettled([
    stopAll(running, scene, world),
    listCopies(journal, { image }, patient(world)),
  ])
  if (stopped.status === 'rejected') throw stopped.reason
  if (copies.status === 'rejected') throw copies.reason
  await refill(journal, { image, listed: copies.value }, patient(world)).catch((error: unknown) => {
    throw Object.assign(error instanceof Error ? error : new Error(String(error)), {
      fix: 'do it again: until then the services that mount the volumes are stopped, and any `muster up` or `start` does it first',
    })
  })
  await endRestoration(journal.project, scene.engine)
}

/** Throws before anything is stopped. */
function requireUnprotected(volumes: readonly ObservedVolume[], { project }: SceneOn): void {
  const held = protectedVolumes(project, volumes)
  const said = volumes.flatMap(({ name }) => (held.has(name) ? [`volume ${name} ${held.get(name)}`] : []))
  if (said.length === 0) return
  throw Object.assign(new Error(`${said.join(', ')}: its data is not overwritten`), {
    fix: 'name services that mount other volumes, or add --unprotect',
  })
}

function dated(wanted: Refill, created: number | undefined): Refill {
  return created === undefined ? wanted : { ...wanted, created }
}

/**
 * Keeps the data as it is where a reset was cut off, and forgets about that reset. Returns whether there was one. Starts nothing.
 */
export async function abandonReset(options: ProjectOptions, world: World): Promise<boolean> {
  const scene = await ownScene(options, world, { along: 'everybody', unknown: 'error' })
  const { engine, project } = scene
  await requireOwnVolumesOf(scene, options, world)
  using _held = await world.hold(project.name)
  return await abandonRestoration(project.name, engine)
}

/** Brings a reset of a project to its end that was cut off, starts what ran, and removes what a killed command has left. */
export async function finishRestoration(project: string, world: World): Promise<void> {
  using _held = await world.hold(project)
  await healRestoration(project, world)
  await removeCarriers(project, await world.engine())
}

/** Every volume as a new one: what the images of its containers have at its place, and else nothing. */
async function emptied({ scene, options, world }: Resetting): Promise<readonly Refill[]> {
  const stores = await chosenStores(scene, options.external, world)
  return stores.map(({ volume }) => ({ volume, fill: initialContents(volume, scene) }))
}

/** Dependencies first, as `up` creates them. */
function initialContents(volume: string, { containers, graph, project }: SceneOn): Refill['fill'] & {} {
  const rank = (service: string): number =>
    (graph.order.indexOf(service) + graph.order.length + 1) % (graph.order.length + 1)
  return mountersOf(containers, new Set([volume]))
    .filter(({ oneOff }) => !oneOff)
    .toSorted((a, b) => rank(a.service) - rank(b.service))
    .flatMap(({ imageId: image, service, mounts }) =>
      mounts
        .filter(({ name, target }) => name === volume && !isNoCopy(target, service, project))
        .map(({ target }) => ({ image, target })),
    )
}

function isNoCopy(target: string, service: string, { services }: SceneOn['project']): boolean {
  const mounts = services.get(service)?.volumes ?? []
  return mounts.some((mount) => mount.target === target && mount.volume?.nocopy === true)
}

/** Each copy to the volume that stands in the place of the one that it was made of. */
async function restored(record: SealRecord, { scene, options, world }: Resetting): Promise<readonly Refill[]> {
  const now = await chosenStores(scene, options.external, world)
  const refills: Refill[] = []
  for (const kept of record.stores) {
    if (kept.kind === 'external' && options.external !== 'include') continue
    const volume = await placeFor(kept, now, scene)
    if (volume !== undefined) refills.push({ volume, from: kept.copy })
    else if (scene.targets.length === 0)
      world.emit({
        type: 'warning',
        message: `${kept.key} of snapshot ${record.name} has no place in the project now; it is left out`,
      })
  }
  const known = new Set(refills.map(({ volume }) => volume))
  const others = now.filter(({ volume }) => !known.has(volume)).map(({ key }) => key)
  if (others.length > 0)
    world.emit({
      type: 'warning',
      message: `snapshot ${record.name} does not hold ${others.join(', ')}: kept as it is`,
    })
  return refills
}

/** Undefined where there is none. A named volume that is gone is made anew, as `up` makes it, or as it was. */
async function placeFor(kept: KeptStore, now: readonly Store[], scene: SceneOn): Promise<string | undefined> {
  const found = now.find(({ key, kind }) => key === kept.key && kind === kept.kind)
  if (found !== undefined || kept.kind !== 'named' || scene.targets.length > 0) return found?.volume
  const { project, engine, from } = scene
  if (project.volumes.has(kept.key)) {
    await engine.volumes.create(volumeSpec(project, kept.key))
    return volumeName(project, kept.key)
  }
  if (from === 'files' || kept.labels === undefined) return undefined
  await engine.volumes.create({ Name: kept.volume, Labels: kept.labels })
  return kept.volume
}
