import { label } from '../model/labels.ts'
import { shownName } from '../model/shown-name.ts'
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
  const engine = await world.engine()
  const found = await engine.containers.summaries([`${label.project}=${name}`])
  const wants = wanted(options.services, (service) => project?.services.get(service)?.attach !== false)
  const containers = found
    .filter(({ oneOff, configHash, service }) => !oneOff && configHash !== undefined && wants(service))
    .filter(({ number }) => options.index === undefined || options.index === 0 || number === options.index)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const naming = { name, separator: options.compatibility ? '_' : '-' } as const
  const now = world.now()
  const request = {
    tail: options.tail,
    times: options.times,
    shownName: (container: string) => shownName(container, naming),
    ...(options.since === undefined ? {} : { since: engineTime(options.since, now) }),
    ...(options.until === undefined ? {} : { until: engineTime(options.until, now) }),
  }
  const { followLogs, showLogs } = await import('../run/logs.ts')
  if (!options.follow) return await showLogs(containers, request, { ...world, engine })
  const { watch } = await import('../engine/watch.ts')
  const watching = await watch(engine, name, world.signal)
  await followLogs(containers, { ...request, wants }, { ...world, engine, watch: watching })
}

/** Services that are named, else those that do not ask to be left out (`attach: false`). */
function wanted(services: readonly string[], attaches: (service: string) => boolean): (service: string) => boolean {
  return services.length > 0 ? (service) => services.includes(service) : attaches
}

const units: ReadonlyMap<string, number> = new Map([['ns', 1e-6], ['us', 1e-3], ['µs', 1e-3], ['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000]])

/** The engine wants times as Unix seconds; a duration counts back from now, as docker's own command line reads it. */
function engineTime(text: string, now: number): string {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)]
  if (parts.length > 0 && parts.map(([whole]) => whole).join('') === text) {
    const ago = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units.get(unit) ?? 0), 0)
    return ((now - ago) / 1000).toFixed(9)
  }
  if (/^\d+(\.\d+)?$/.test(text)) return text
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new Error(`${JSON.stringify(text)} is neither a time nor a duration`)
  return (time / 1000).toFixed(9)
}
