import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { type SealRecord, snapshotLabel } from '../../model/snapshot-labels.ts'
import type { ObservedVolume } from '../../plan/observed.ts'

/**
 * A snapshot is a set of volumes of its own, one for each volume that it keeps, and a seal: an empty volume that is created when
 * all copies are whole, with the list of them in its labels. The engine creates a volume whole or not at all, so a snapshot is
 * there from one moment to the next; it is removed seal first.
 */
export interface Kept {
  /** Oldest first; one for each name, the newest where a killed `save --force` has left two. */
  readonly seals: readonly SealRecord[]
  /** Volumes of no snapshot: of a save that did not come to its end, or of one that was replaced. */
  readonly loose: readonly string[]
}

/** What names of volumes of snapshots begin with. */
const setPrefix = 'muster-snapshot_'

/** The name of the volume that seals a set. */
function sealName(project: string, set: string): string {
  return `${setPrefix}${project}_${set}`
}

/** The name of a volume of a set. */
export function copyName(project: string, set: string, index: number): string {
  return `${sealName(project, set)}_${index}`
}

/** The snapshots of a project. One request. */
export async function keptOf(project: string, engine: Engine): Promise<Kept> {
  const volumes = await engine.volumes.labelled([`${snapshotLabel.project}=${project}`])
  // Who only has one of the labels, or another name, is not ours (labels are anybody's to write).
  const own = volumes.filter(
    ({ name, labels }) => name.startsWith(setPrefix) && labels.has(snapshotLabel.role) && labels.has(snapshotLabel.set),
  )
  const sealed = own.flatMap((volume) => recordIn(volume, project) ?? [])
  const byName = new Map(sealed.toSorted((a, b) => compare(a.created, b.created)).map((seal) => [seal.name, seal]))
  const seals = [...byName.values()]
  const counted = new Set(
    seals.flatMap(({ set, stores }) => [sealName(project, set), ...stores.map(({ copy }) => copy)]),
  )
  return { seals, loose: own.map(({ name }) => name).filter((name) => !counted.has(name)) }
}

/** Undefined where it is no seal, or not one that muster has written. */
function recordIn({ name, labels }: ObservedVolume, project: string): SealRecord | undefined {
  if (labels.get(snapshotLabel.role) !== 'seal') return undefined
  try {
    const record = JSON.parse(labels.get(snapshotLabel.record) ?? '') as SealRecord
    const isOurs = record.version === 1 && record.project === project && name === sealName(project, record.set)
    return isOurs && record.stores.every(({ copy }, index) => copy === copyName(project, record.set, index))
      ? record
      : undefined
  } catch {
    return undefined
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether a volume is one into which muster has copied data of the project. */
export function isCopyOf({ name, labels }: ObservedVolume, project: string): boolean {
  return (
    name.startsWith(setPrefix) &&
    labels.get(snapshotLabel.role) === 'data' &&
    labels.get(snapshotLabel.project) === project &&
    !labels.has(label.project)
  )
}

/** Makes the volume for a copy. */
export async function createCopy(
  { project, set }: Pick<SealRecord, 'project' | 'set'>,
  name: string,
  engine: Engine,
): Promise<void> {
  const Labels = { [snapshotLabel.role]: 'data', [snapshotLabel.project]: project, [snapshotLabel.set]: set }
  await engine.volumes.create({ Name: name, Labels })
}

/** From now on the snapshot is there. */
export async function seal(record: SealRecord, engine: Engine): Promise<void> {
  const { project, set } = record
  const Labels = {
    [snapshotLabel.role]: 'seal',
    [snapshotLabel.project]: project,
    [snapshotLabel.set]: set,
    [snapshotLabel.record]: JSON.stringify(record),
  }
  await engine.volumes.create({ Name: sealName(project, set), Labels })
}

/** Removes a snapshot: first that it is one, then its data. */
export async function removeSet({ project, set, stores }: SealRecord, engine: Engine): Promise<void> {
  await engine.volumes.remove(sealName(project, set))
  await Promise.all(stores.map(async ({ copy }) => await engine.volumes.remove(copy)))
}

/** Removes what killed commands have left. Has to be called by who holds the project. */
export async function removeLoose({ loose }: Kept, engine: Engine): Promise<void> {
  await Promise.all(loose.map(async (name) => await engine.volumes.remove(name)))
}
