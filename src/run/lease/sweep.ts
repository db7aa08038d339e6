import { type Engine, EngineError } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { untilGone } from '../until-gone.ts'
import { seatOf } from './leased-engine.ts'
import { isOfCopy, leasedProject, standsForCopy } from './leased-project.ts'
import { isMarker } from './marker.ts'

/** What is recognised as a lease's: its id, and that it belongs to one of these projects; or that it is of a copy among them. */
export interface Leased {
  readonly id: string
  readonly projects: ReadonlySet<string>
  /**
   * Places of containers beside the lease, also stopped ones: what they use is spared. Where there are others of the projects that are
   * not under the lease, somebody has taken it over, and all of it is spared: half a stack is no use to anybody. Absent: nothing is.
   */
  readonly outside?: ReadonlySet<string>
}

/** What carries a lease. */
export interface Holdings {
  readonly containers: readonly { readonly id: string; readonly name: string }[]
  /** Names. */
  readonly networks: readonly { readonly id: string; readonly name: string }[]
  readonly volumes: readonly string[]
  /** Names of networks and volumes that are left to others. */
  readonly spared: readonly string[]
}

/** What has been removed, by name, and what could not be, with the engine's reason. */
export interface Swept {
  readonly containers: readonly string[]
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
  readonly left: ReadonlyMap<string, string>
  /** What was left to those who have taken it over. */
  readonly spared: readonly string[]
}

/** Everything that carries the lease, with labels of one of its projects, and all that is of one of its copies. Three requests, up to six. */
export async function holdingsOf({ id, projects, outside }: Leased, engine: Engine): Promise<Holdings> {
  const isOurs = ({ labels }: { readonly labels: ReadonlyMap<string, string> }): boolean => {
    const project = leasedProject((name) => labels.get(name))
    if (labels.get(label.lease) === id && projects.has(project ?? '')) return true
    return isOfCopy(project, projects)
  }
  const wanted = [`${label.lease}=${id}`, ...([...projects].some(standsForCopy) ? [label.project] : [])]
  const [containers, networks, volumes] = await Promise.all([
    Promise.all(wanted.map(async (one) => await engine.containers.list([one]))),
    engine.networks.list(),
    Promise.all(wanted.map(async (one) => await engine.volumes.labelled([one]))),
  ])
  const ours = containers.flat().filter(isOurs)
  const found = {
    containers: [...new Map(ours.map((one) => [one.id, one])).values()],
    networks: networks.filter(isOurs),
    volumes: [...new Set(volumes.flat().flatMap((one) => (isOurs(one) ? [one.name] : [])))],
    spared: [],
  }
  return outside === undefined ? found : await withoutOthers(found, { id, projects, outside }, engine)
}

/** The engine itself keeps volumes of stopped containers, and takes networks away from them. */
async function withoutOthers(
  found: Holdings,
  { id, projects, outside }: Required<Leased>,
  engine: Engine,
): Promise<Holdings> {
  if (sizeOf(found) === 0) return found
  const all = await Promise.all(
    [...projects].map(async (project) => await engine.containers.list([`${label.project}=${project}`])),
  )
  // One-offs come to their end by themselves.
  const others = all.flat().filter(({ labels, oneOff }) => labels.get(label.lease) !== id && !oneOff)
  if (!others.every(({ labels }) => outside.has(seatOf((name) => labels.get(name)) ?? ''))) return allSpared(found)
  const uses = new Set(
    others.flatMap(({ networks, mounts }) => [...[...networks].flat(), ...mounts.flatMap(({ name }) => name ?? [])]),
  )
  const isUsed = (network: Holdings['networks'][number]): boolean => uses.has(network.id) || uses.has(network.name)
  return {
    containers: found.containers,
    networks: found.networks.filter((network) => !isUsed(network)),
    volumes: found.volumes.filter((name) => !uses.has(name)),
    spared: [
      ...found.networks.filter(isUsed).map(({ name }) => name),
      ...found.volumes.filter((name) => uses.has(name)),
    ],
  }
}

/** What only tells of the lease is of no use to those who have taken it over. */
function allSpared({ containers, networks, volumes }: Holdings): Holdings {
  const [told, kept] = [volumes.filter(isMarker), volumes.filter((name) => !isMarker(name))]
  return {
    containers: [],
    networks: [],
    volumes: told,
    spared: [...[...containers, ...networks].map(({ name }) => name), ...kept],
  }
}

/** Milliseconds between attempts at what the engine does not let go of yet. `brief` where a person waits for something else. */
const pausesOf = { brief: [100, 300, 600], long: [100, 300, 1000, 2000, 4000] } as const

/** How a sweep is done. */
export interface Sweeping {
  readonly signal?: AbortSignal
  readonly patience?: keyof typeof pausesOf
}

/**
 * Removes everything that carries the lease: containers are killed, their anonymous volumes go along. Looks again until
 * nothing is left, or what is left stays whatever is done: others use it. Rejects where the engine cannot be asked.
 */
export async function sweep(
  leased: Leased,
  engine: Engine,
  { signal, patience = 'long' }: Sweeping = {},
): Promise<Swept> {
  const removed = { containers: new Set<string>(), networks: new Set<string>(), volumes: new Set<string>() }
  let left: ReadonlyMap<string, string> = new Map()
  const rest = await untilGone({
    look: async () => await holdingsOf(leased, engine),
    size: sizeOf,
    remove: async (found) => void (left = await removeAll(found, { engine, removed })),
    pauses: pausesOf[patience],
    ...(signal && { signal }),
  })
  return swept(removed, { left: sizeOf(rest) === 0 ? new Map() : left, spared: rest.spared })
}

/** How many things. */
export function sizeOf({ containers, networks, volumes }: Holdings): number {
  return containers.length + networks.length + volumes.length
}

interface Removing {
  readonly engine: Engine
  readonly removed: {
    readonly containers: Set<string>
    readonly networks: Set<string>
    readonly volumes: Set<string>
  }
}

async function removeAll(
  { containers, networks, volumes }: Holdings,
  { engine, removed }: Removing,
): Promise<Map<string, string>> {
  const left = new Map<string, string>()
  const attempt = async (name: string, into: Set<string>, remove: () => Promise<void>): Promise<void> => {
    try {
      await remove()
      into.add(name)
    } catch (error) {
      if (!(error instanceof EngineError) || error.status === undefined) throw error
      left.set(name, error.message)
    }
  }
  await Promise.all(
    containers.map(({ id, name }) =>
      attempt(name, removed.containers, async () => {
        await kill(id, engine)
        await engine.containers.remove(id, { anonymousVolumes: 'remove' })
      }),
    ),
  )
  await Promise.all([
    ...networks.map(({ id, name }) => attempt(name, removed.networks, async () => await engine.networks.remove(id))),
    ...volumes.map((name) => attempt(name, removed.volumes, async () => await engine.volumes.remove(name))),
  ])
  return left
}

/** Podman's forced removal gives a container its grace period; Docker's kills. */
async function kill(id: string, engine: Engine): Promise<void> {
  const { kind } = await engine.version()
  if (kind === 'podman') await engine.containers.kill(id, 'SIGKILL').catch(() => undefined)
}

function swept({ containers, networks, volumes }: Removing['removed'], stays: Pick<Swept, 'left' | 'spared'>): Swept {
  return { containers: [...containers].sort(), networks: [...networks].sort(), volumes: [...volumes].sort(), ...stays }
}
