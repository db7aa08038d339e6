import { label } from '../model/labels.ts'
import { shownName } from '../model/shown-name.ts'
import { noSuchService } from '../model/no-such-service.ts'
import { engineTime } from './engine-time.ts'
import { projectOrName } from './project-or-name.ts'
import type { ProjectOptions, World } from './world.ts'

export interface LogsOptions extends ProjectOptions {
  readonly follow: boolean
  /** Lines of each container, or `all`. */
  readonly tail: string
  /** Adds the engine's time to each log event. */
  readonly times: 'none' | 'engine'
  /** A time, or how long ago: `10m`. */
  readonly since?: string
  readonly until?: string
  /** One replica of the one service that is named. */
  readonly index?: number
}

/** Emits what the project's containers printed as `log` events; with `follow`, also what they will print. */
export async function logs(options: LogsOptions, world: World): Promise<void> {
  const { name, project } = await projectOrName(options, world)
  for (const service of options.services) {
    if (project !== undefined && !project.services.has(service) && !project.disabled.has(service))
      throw noSuchService(service, project)
  }
  const engine = await world.engine()
  const found = await engine.containers.summaries([`${label.project}=${name}`])
  const wants = wanted(options.services, (service) => project?.services.get(service)?.attach !== false)
  const containers = found
    .filter(({ oneOff, configHash, service }) => !oneOff && configHash !== undefined && wants(service))
    .filter(({ number }) => options.index === undefined || options.index === 0 || number === options.index)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  refuseMissing(options, containers.length)
  const naming = { name, separator: options.compatibility ? '_' : '-' } as const
  const now = world.now()
  const request = {
    tail: options.tail,
    times: options.times,
    shownName: (container: string) => shownName(container, naming),
    ...(options.since === undefined ? {} : { since: engineTime('since', options.since, now) }),
    ...(options.until === undefined ? {} : { until: engineTime('until', options.until, now) }),
  }
  const { followLogs, showLogs } = await import('../run/logs.ts')
  if (!options.follow) return await showLogs(containers, request, { ...world, engine })
  const { watch } = await import('../engine/watch.ts')
  const watching = await watch(engine, name, world.signal)
  try {
    await followLogs(containers, { ...request, wants }, { ...world, engine, watch: watching })
  } finally {
    watching.close()
  }
}

/** docker compose's words (2.40.3) for a replica that is not there. */
function refuseMissing({ index = 0, services }: LogsOptions, found: number): void {
  if (index !== 0 && found === 0) throw new Error(`service "${services[0] ?? ''}" is not running container #${index}`)
}

/** Services that are named, else those that do not ask to be left out (`attach: false`). */
function wanted(services: readonly string[], attaches: (service: string) => boolean): (service: string) => boolean {
  return services.length > 0 ? (service) => services.includes(service) : attaches
}
