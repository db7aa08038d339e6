import type { ContainerSummary, Engine, LogOptions } from '../engine/port.ts'
import type { Watch } from '../engine/watch.ts'
import type { Emit } from '../events.ts'
import { label } from '../model/labels.ts'
import { pump } from './pump.ts'

export interface LogWorld {
  readonly engine: Engine
  readonly emit: Emit
  readonly now: () => number
  readonly signal: AbortSignal
}

export interface LogRequest extends Pick<LogOptions, 'tail' | 'since' | 'until'> {
  /** `engine`: ask the engine for the time of each line. */
  readonly times: 'none' | 'engine'
  readonly shownName: (container: string) => string
}

/** The logs of containers side by side: each in its own order, merged by arrival. */
export async function showLogs(containers: readonly ContainerSummary[], request: LogRequest, world: LogWorld): Promise<void> {
  await Promise.all(containers.map(async (container) => await readLogs(container, { ...request, follow: false }, world)))
}

/**
 * The same, and then what comes: containers that are started later too. Ends when nothing runs any more, or by the
 * signal.
 */
export async function followLogs(
  containers: readonly ContainerSummary[],
  request: LogRequest & { readonly wants: (service: string) => boolean },
  world: LogWorld & { readonly watch: Pick<Watch, 'events' | 'close'> },
): Promise<void> {
  const running = new Set<Promise<void>>()
  const names = new Set<string>()
  const add = (container: Loggable, since?: string): void => {
    if (names.has(container.name)) return
    names.add(container.name)
    const options = { ...request, follow: true, ...(since === undefined ? {} : { since, tail: 'all' }) }
    const reading = readLogs(container, options, world).finally(() => {
      names.delete(container.name)
      running.delete(reading)
      if (running.size === 0) world.watch.close()
    })
    running.add(reading)
  }
  const events = world.watch.events()
  for (const container of containers) add(container)
  if (running.size === 0) return world.watch.close()
  for await (const { action, attributes, timeNano } of events) {
    const [name = '', service = ''] = [attributes.get('name'), attributes.get(label.service)]
    if (action === 'start' && request.wants(service) && attributes.get(label.oneOff) !== 'True') {
      add({ name, service }, seconds(timeNano))
    }
  }
  await Promise.all(running)
}

type Loggable = Pick<ContainerSummary, 'name' | 'service'>

async function readLogs(container: Loggable, request: LogRequest & { readonly follow: boolean }, world: LogWorld): Promise<void> {
  const { follow, tail, since, until, times, shownName } = request
  const options = { follow, tail, timestamps: times === 'engine', signal: world.signal, ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
  try {
    const chunks = await world.engine.containers.logs(container.name, options)
    const speaker = { container: shownName(container.name), service: container.service }
    await pump(chunks, speaker, { ...world, times: times === 'engine' ? 'engine' : 'ours' })
  } catch (error) {
    if (world.signal.aborted) return
    // A driver without reading, or a container that went: its neighbours still have something to say.
    world.emit({ type: 'warning', message: `no logs of ${container.name}: ${error instanceof Error ? error.message : String(error)}` })
  }
}

/** The engine's form of a time. */
function seconds(nanoseconds: bigint): string {
  return `${nanoseconds / 1_000_000_000n}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`
}
