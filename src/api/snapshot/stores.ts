import type { VolumeDetail } from '../../engine/port.ts'
import { externalVolumes } from '../../model/external.ts'
import { label } from '../../model/labels.ts'
import { volumeName } from '../../model/names.ts'
import type { KeptStore } from '../../model/snapshot-labels.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import type { Scene } from '../../plan/scene.ts'

/** A volume of the project, as it is now. */
export type Store = Pick<KeptStore, 'key' | 'kind' | 'volume' | 'labels'>

/** What holds a project's data. */
export interface Stores {
  readonly all: readonly Store[]
  /** What is no store, in words: bind mounts, whose data is the user's own files, and volumes that are empty whenever they are at rest. */
  readonly others: readonly string[]
}

/**
 * The volumes of a project: those with its label, but for what is external in the file, and those that its containers mount. `volumes` are
 * those with the label. A volume without a name belongs to the place at which a container mounts it: it goes along when the container is replaced.
 */
export function storesOf(scene: Pick<Scene, 'project' | 'containers'>, volumes: readonly VolumeDetail[]): Stores {
  const { project } = scene
  const external = externalVolumes(project)
  const ours = volumes.filter(({ name }) => !external.has(name))
  const own = new Set(ours.map(({ name }) => name))
  const declared = new Map([...project.volumes.keys()].map((key) => [volumeName(project, key), key]))
  const found = new Map<string, Store>()
  const add = (store: Store): void => void (found.has(store.volume) || found.set(store.volume, store))
  for (const { name, labels, driver, plain } of ours.filter(({ fleeting }) => !fleeting)) {
    const asItWas = plain && driver === 'local' ? { labels: Object.fromEntries(labels) } : {}
    add({ key: labels.get(label.volume) ?? name, kind: 'named', volume: name, ...asItWas })
  }
  const containers = made(scene)
  for (const container of containers) {
    for (const { type, name = '', target } of container.mounts) {
      if (type !== 'volume' || name === '' || own.has(name)) continue
      if (isAnonymous(name)) add({ key: placeOf(container, target), kind: 'anonymous', volume: name })
      else add({ key: declared.get(name) ?? name, kind: 'external', volume: name })
    }
  }
  const binds = containers.flatMap(({ service, mounts }) =>
    mounts
      .filter(({ type }) => type === 'bind')
      .map(({ source = '', target }) => `bind mount ${service}: ${source} at ${target}`),
  )
  const fleeting = ours
    .filter((volume) => volume.fleeting)
    .map(({ name }) => `volume ${name}, which is in memory and gone when its services stop`)
  const all = [...found.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return { all, others: [...fleeting.toSorted(), ...new Set(binds.toSorted())] }
}

/** Service containers in the order of their names. A one-off's own volumes end with it. */
function made({ containers }: Pick<Scene, 'containers'>): readonly ObservedContainer[] {
  return containers
    .filter(({ oneOff, configHash }) => !oneOff && configHash !== undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** `db.1:/var/lib/postgresql/data`. */
function placeOf({ service, number }: Pick<ObservedContainer, 'service' | 'number'>, target: string): string {
  return `${service}.${number}:${target}`
}

function isAnonymous(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name)
}

/** Containers that mount one of the volumes. */
export function mountersOf(
  containers: readonly ObservedContainer[],
  volumes: ReadonlySet<string>,
): readonly ObservedContainer[] {
  return containers.filter(({ mounts }) => mounts.some(({ name }) => name !== undefined && volumes.has(name)))
}

/** The name for people: those that the engine makes up are as long as a line. */
export function shortVolume(volume: string): string {
  return isAnonymous(volume) ? volume.slice(0, 12) : volume
}
