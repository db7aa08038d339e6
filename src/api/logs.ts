import { engineNow } from '../engine/engine-now.ts'
import type { ContainerSummary } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import { shownName } from '../model/shown-name.ts'
import type { LogRequest, LogWorld } from '../run/logs/logs.ts'
import { engineTime } from './container/engine-time.ts'
import { projectWithServices } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface LogsOptions extends ProjectOptions {
  readonly follow: boolean
  /** Lines of each container, or `all`. */
  readonly tail: string
  /** `time`: all containers in the order of the engine's times; `arrival`: as the streams come. */
  readonly order: 'arrival' | 'time'
  /** `engine`: lines carry the engine's times. Without them the engine is sooner done. */
  readonly times: 'engine' | 'none'
  /** A time, or how long ago: `10m`. */
  readonly since?: string
  readonly until?: string
  /** One replica of the one service that is named. */
  readonly index?: number
}

/** Emits what the project's containers printed as `log` events; with `follow`, also what they will print. */
export async function logs(options: LogsOptions, world: World): Promise<void> {
  const { name, project } = await projectWithServices(options, world)
  const engine = await world.engine()
  const found = await engine.containers.summaries([`${label.project}=${name}`])
  const wants = wanted(options.services, project)
  const containers = found
    .filter(({ oneOff, configHash, service }) => !oneOff && configHash !== undefined && wants(service))
    .filter(({ number }) => options.index === undefined || options.index <= 0 || number === options.index)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  refuseMissing(options, containers.length)
  const naming = { name, separator: options.compatibility ? '_' : '-' } as const
  const [since, until] = [
    engineTime('since', options.since, world.now()),
    engineTime('until', options.until, world.now()),
  ]
  const request = {
    tail: options.tail,
    times: options.times,
    shownName: (container: string) => shownName(container, naming),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
  const outside = { ...world, engine }
  if (options.follow) return await followAll({ containers, request, wants, order: options.order }, name, outside)
  if (options.order === 'arrival')
    return await (await import('../run/logs/logs.ts')).showLogs(containers, request, outside)
  await (await import('../run/logs/merge-logs.ts')).mergeLogs(containers, request, outside)
}

interface Following {
  readonly containers: readonly ContainerSummary[]
  readonly request: LogRequest
  readonly wants: (service: string) => boolean
  readonly order: LogsOptions['order']
}

async function followAll(following: Following, project: string, world: LogWorld): Promise<void> {
  const { containers, request, wants, order } = following
  const [{ watch }, { followLogs }] = await Promise.all([import('../engine/watch.ts'), import('../run/logs/logs.ts')])
  const watching = await watch(world.engine, project, world.signal)
  try {
    if (order === 'arrival') return await followLogs(containers, { ...request, wants }, { ...world, watch: watching })
    // What is there is put in order; what is printed from now on comes in order by itself.
    const border = ((await engineNow(world)) / 1000).toFixed(9)
    await (await import('../run/logs/merge-logs.ts')).mergeLogs(containers, { ...request, until: border }, world)
    const later = { ...request, tail: 'all', since: border, wants }
    const alive = containers.filter(({ state }) => state === 'running')
    await followLogs(alive, later, { ...world, watch: watching })
  } finally {
    watching.close()
  }
}

/** docker compose's words (2.40.3) for a replica that is not there. */
function refuseMissing({ index = 0, services }: LogsOptions, found: number): void {
  if (index > 0 && found === 0) throw new Error(`service "${services[0] ?? ''}" is not running container #${index}`)
}

/** Services that are named, else those that the file has and its profiles turn on, but for `attach: false`; without a file all. */
function wanted(named: readonly string[], project: Project | undefined): (service: string) => boolean {
  if (named.length > 0) return (service) => named.includes(service)
  if (project === undefined) return () => true
  const attached = [...project.services].filter(([, { attach }]) => attach !== false).map(([name]) => name)
  return (service) => attached.includes(service)
}
