import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'

/** A lease with a new time, as its labels say it, and the project for which it is told. */
export interface Told {
  readonly project: string
  /** Of the lease. */
  readonly labels: Readonly<Record<string, string>>
}

/**
 * Tells everybody who uses the engine that a lease goes on longer than the labels of what it holds say: labels cannot be changed,
 * so an empty volume carries the new time. It is under the lease itself, and the next one takes its place. Rejects with EngineError.
 */
export async function markRenewed({ project, labels }: Told, engine: Engine): Promise<void> {
  const id = labels[label.lease] ?? ''
  const Name = `${prefix}${id}_${Date.parse(labels[label.expires] ?? '')}`
  await engine.volumes.create({ Name, Labels: { ...labels, [label.leased]: project } })
  await unmark(id, engine, Name)
}

/** Removes what was told of a lease, but for one volume. */
export async function unmark(id: string, engine: Engine, but?: string): Promise<void> {
  const told = await engine.volumes.labelled([`${label.lease}=${id}`, label.leased])
  const old = told.filter(({ name }) => isMarker(name) && name !== but)
  await Promise.all(old.map(async ({ name }) => await engine.volumes.remove(name)))
}

/** Whether a volume is there to tell of a lease alone. */
export function isMarker(volume: string): boolean {
  return volume.startsWith(prefix)
}

const prefix = 'muster-lease_'
