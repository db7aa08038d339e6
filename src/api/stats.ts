import type { StatsSample } from '../engine/container-looks.ts'
import type { ContainerSummary, Engine } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import { isAlive } from '../plan/is-alive.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface StatsOptions extends ProjectOptions {
  /** Also containers that do not run. */
  readonly all: boolean
  readonly follow: boolean
  /** Called once, or with `follow` every half a second. */
  readonly onUsage: (usages: readonly Usage[]) => void
}

/** What a container uses. Bytes, and parts of 100. */
export interface Usage {
  readonly id: string
  readonly name: string
  readonly cpu: number
  readonly memory: number
  readonly memoryLimit: number
  readonly memoryShare: number
  readonly received: number
  readonly sent: number
  readonly read: number
  readonly written: number
  readonly processes: number
}

/** Milliseconds between two looks, as docker's. */
const pace = 500

/** Shows what the project's containers use, the newest first; with `follow` until the signal. */
export async function stats(options: StatsOptions, world: World): Promise<void> {
  const { name } = await projectOrName(options, world)
  const engine = await world.engine()
  const find = async (): Promise<readonly ContainerSummary[]> =>
    (await engine.containers.summaries([`${label.project}=${name}`]))
      .filter(({ configHash }) => configHash !== undefined)
      .filter((container) => options.all || isAlive(container))
      .filter(({ service }) => options.services.length === 0 || options.services.includes(service))
  if (!options.follow) {
    const containers = await find()
    return options.onUsage(
      await Promise.all(containers.map(async (one) => await sampleOnce(one, engine, world.signal))),
    )
  }
  await followAll(find, options, { engine, world })
}

async function sampleOnce(container: ContainerSummary, engine: Engine, signal: AbortSignal): Promise<Usage> {
  for await (const sample of await engine.containers.stats(container.id, { follow: false, signal }))
    return usageOf(container, sample)
  return usageOf(container, {})
}

async function followAll(
  find: () => Promise<readonly ContainerSummary[]>,
  { onUsage }: StatsOptions,
  { engine, world }: { readonly engine: Engine; readonly world: World },
): Promise<void> {
  const { signal } = world
  const latest = new Map<string, StatsSample>()
  const streams = new Set<string>()
  const read = async (id: string): Promise<void> => {
    streams.add(id)
    try {
      for await (const sample of await engine.containers.stats(id, { follow: true, signal })) latest.set(id, sample)
    } catch (error) {
      // A container that went has no stats any more; it is not in the next list either.
      if (!signal.aborted && !isGone(error)) throw error
    } finally {
      streams.delete(id)
    }
  }
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  while (!signal.aborted) {
    const containers = await find()
    for (const { id } of containers) if (!streams.has(id)) read(id).catch(failed.reject)
    onUsage(containers.map((container) => usageOf(container, latest.get(container.id) ?? {})))
    await Promise.race([pause(signal), failed.promise])
  }
}

function isGone(error: unknown): boolean {
  return (error as { readonly status?: number }).status === 404
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pace)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}

/** docker's sums (docker/cli 28, Linux): memory without the page cache, the processor over all of its cores. */
function usageOf({ id, name }: Pick<ContainerSummary, 'id' | 'name'>, sample: StatsSample): Usage {
  const { memory_stats: used, networks, blkio_stats: blocks, pids_stats: pids } = sample
  const memory = (used?.usage ?? 0) - cache(used?.usage ?? 0, used?.stats ?? {})
  const limit = used?.limit ?? 0
  const sum = (op: string): number =>
    (blocks?.io_service_bytes_recursive ?? [])
      .filter((entry) => entry.op.toLowerCase().startsWith(op))
      .reduce((total, { value }) => total + value, 0)
  const links = Object.values(networks ?? {})
  return {
    id,
    name,
    cpu: cpuOf(sample),
    memory,
    memoryLimit: limit,
    memoryShare: limit === 0 ? 0 : (memory / limit) * 100,
    received: links.reduce((total, { rx_bytes: bytes }) => total + bytes, 0),
    sent: links.reduce((total, { tx_bytes: bytes }) => total + bytes, 0),
    read: sum('r'),
    written: sum('w'),
    processes: pids?.current ?? 0,
  }
}

/** The name of the figure differs between the versions of cgroups. */
function cache(
  usage: number,
  { total_inactive_file: first, inactive_file: second = 0 }: Readonly<Record<string, number>>,
): number {
  const inactive = first ?? second
  return inactive < usage ? inactive : 0
}

function cpuOf({ cpu_stats: now, precpu_stats: before }: StatsSample): number {
  const used = (now?.cpu_usage?.total_usage ?? 0) - (before?.cpu_usage?.total_usage ?? 0)
  const system = (now?.system_cpu_usage ?? 0) - (before?.system_cpu_usage ?? 0)
  const cores = now?.online_cpus || (now?.cpu_usage?.percpu_usage?.length ?? 0)
  return used > 0 && system > 0 ? (used / system) * cores * 100 : 0
}
