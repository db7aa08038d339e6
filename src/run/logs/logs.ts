import type { LogChunk } from '../../engine/exec-options.ts'
import { type ContainerSummary, type Engine, EngineError, type LogOptions } from '../../engine/port.ts'
import type { Watch } from '../../engine/watch.ts'
import type { Emit } from '../../events.ts'
import { follow, type Follower, type Following } from './attach.ts'
import { pump, type Room } from './pump.ts'
import { resumedLogs } from './resume-logs.ts'
import { unstampedLogs } from './unstamped-logs.ts'

/** What reading logs works on. */
export interface LogWorld {
  readonly engine: Engine
  readonly emit: Emit
  readonly now: () => number
  readonly signal: AbortSignal
  readonly room?: Room
}

/** Which logs are read. */
export interface LogRequest extends Pick<LogOptions, 'tail' | 'since' | 'until'> {
  /** Whether lines carry the engine's times. */
  readonly times: 'engine' | 'none'
  readonly shownName: (container: string) => string
}

/**
 * The logs of containers side by side: each in its own order, merged by arrival. Rejects when all are read, where
 * some are incomplete.
 */
export async function showLogs(
  containers: readonly ContainerSummary[],
  request: LogRequest,
  world: LogWorld,
): Promise<void> {
  const read = await Promise.allSettled(containers.map(async (container) => await readLogs(container, request, world)))
  for (const one of read) if (one.status === 'rejected') throw one.reason
}

/**
 * The same, and then what comes: restarted and new containers too. Ends when nothing has run for a moment, or by
 * the signal.
 */
export async function followLogs(
  containers: readonly ContainerSummary[],
  request: LogRequest & { readonly wants: (service: string) => boolean },
  world: LogWorld & { readonly watch: Pick<Watch, 'events'> },
): Promise<void> {
  const { wants, shownName } = request
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  const openLogs: NonNullable<Following['openLogs']> = async (container, options) =>
    failing(await resumedLogs(container, options, world), failed.reject)
  const follower = follow({ shows: wants, monitors: wants, shownName, times: 'engine', openLogs }, world)
  world.signal.addEventListener('abort', follower.close, { once: true })
  try {
    await Promise.all(
      containers.map(async (container) => {
        if (container.state !== 'running') return await readLogs(container, request, world)
        const subject = { container: container.name, service: container.service }
        await follower.join(
          subject,
          async () => await openLogs(container.name, { ...optionsOf(request), follow: true }),
        )
      }),
    )
    follower.settle()
    while (!world.signal.aborted && !(await Promise.race([hasEnded(follower), failed.promise])));
    if (!world.signal.aborted) await follower.drained()
  } finally {
    follower.close()
  }
}

/** The engine does not come back: that is the end of the command, not of one stream. */
async function* failing(chunks: AsyncIterable<LogChunk>, fail: (error: unknown) => void): AsyncGenerator<LogChunk> {
  try {
    yield* chunks
  } catch (error) {
    fail(error)
    throw error
  }
}

/** A container that is being restarted is gone for a moment; milliseconds. */
const patience = 500

async function hasEnded(follower: Follower): Promise<boolean> {
  if ((await follower.nextExit()) !== undefined) return false
  await new Promise((resolve) => setTimeout(resolve, patience))
  return follower.idle()
}

function optionsOf({ tail, since, until }: LogRequest): Pick<LogOptions, 'tail' | 'since' | 'until'> {
  return {
    tail,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}

type Loggable = Pick<ContainerSummary, 'name' | 'service'>

async function readLogs(container: Loggable, request: LogRequest, world: LogWorld): Promise<void> {
  const { shownName, times, tail } = request
  const speaker = { container: shownName(container.name), service: container.service }
  const options = optionsOf(request)
  try {
    if (times === 'none' && tail === 'all')
      return await pump(await unstampedLogs(container.name, options, world), speaker, { ...world, times: 'none' })
    const chunks = await resumedLogs(container.name, { ...options, follow: false }, world)
    await pump(chunks, speaker, { ...world, times: 'engine' })
  } catch (error) {
    if (world.signal.aborted) return
    if (!(error instanceof EngineError && error.status !== undefined)) throw error
    // A driver without reading, or a container that went: its neighbours still have something to say.
    world.emit({
      type: 'warning',
      message: `no logs of ${container.name}: ${error instanceof Error ? error.message : String(error)}`,
    })
  }
}
