import type { LogChunk } from '../../engine/exec-options.ts'
import type { ContainerDetail, LogOptions } from '../../engine/port.ts'
import { askAgain, type ResumeWorld, resumedLogs } from './resume-logs.ts'
import { createShownLines, type ShownLines } from './shown-lines.ts'
import { unstamped } from './stamped.ts'
import { createWholeLines, splitLines } from './whole-lines.ts'

/** A run of a container that is shown from its beginning. */
export interface ShownRun {
  readonly container: string
  /** When the engine said that the run began, in nanoseconds since the epoch; undefined while it has not. */
  readonly begun: () => bigint | undefined
}

/**
 * The output of a run through an attachment that was made before its start, by whole lines. Where the connection breaks
 * off, the engine's logs of the run go on after the lines that were handed on: nothing is lost and nothing comes twice.
 */
export async function* resumedAttachment(
  attached: AsyncIterable<LogChunk>,
  run: ShownRun,
  world: ResumeWorld,
): AsyncGenerator<LogChunk> {
  const shown = { stdout: createShownLines(), stderr: createShownLines() }
  const lines = createWholeLines()
  let broken = false
  try {
    for await (const chunk of attached) {
      const whole = lines.complete(chunk)
      if (whole === undefined) continue
      shown[whole.stream].add(whole.data)
      yield whole
    }
  } catch {
    broken = true
  }
  if (world.signal.aborted) return
  const since = await sinceOf(run, { broken, world })
  if (since === undefined) {
    yield* lines.rest()
    return
  }
  world.emit({ type: 'notice', message: `output of ${run.container} broke off; reading on` })
  const logs = await askAgain(
    world,
    async () => await plainLogs(run.container, { follow: true, tail: 'all', since }, world),
  )
  if (logs !== undefined) yield* skipping(logs, shown)
}

/** The logs as `resumedLogs` gives them, without the engine's times. */
export async function plainLogs(
  container: string,
  options: Omit<LogOptions, 'timestamps' | 'signal'>,
  world: ResumeWorld,
): Promise<AsyncIterable<LogChunk>> {
  return withoutStamps(await resumedLogs(container, options, world))
}

/** The start of the run, where it must be read on; undefined where it has ended in peace. */
async function sinceOf(
  { container, begun }: ShownRun,
  { broken, world }: { readonly broken: boolean; readonly world: ResumeWorld },
): Promise<string | undefined> {
  const inspect = async (): Promise<ContainerDetail> => await world.engine.containers.inspect(container)
  const first = await inspect().catch(() => undefined)
  // The engine may be away, and it ends the streams of a container a moment before it says that the container has ended.
  const asksAgain = first === undefined || (first.state === 'running' && !broken)
  const detail = asksAgain ? await askAgain(world, inspect).catch(() => undefined) : first
  const start = begun()
  // After a restart it is another run, which gets a stream of its own.
  if (detail === undefined || start === undefined || BigInt(Date.parse(detail.startedAt)) * 1_000_000n > start)
    return undefined
  return broken || detail.state === 'running' ? detail.startedAt : undefined
}

async function* skipping(
  chunks: AsyncIterable<LogChunk>,
  shown: Readonly<Record<LogChunk['stream'], ShownLines>>,
): AsyncGenerator<LogChunk> {
  for await (const { stream, data } of chunks) {
    const fresh = shown[stream].fresh(data)
    if (fresh.length > 0) yield { stream, data: fresh }
  }
}

async function* withoutStamps(chunks: AsyncIterable<LogChunk>): AsyncGenerator<LogChunk> {
  for await (const { stream, data } of chunks) yield { stream, data: Buffer.concat(splitLines(data).map(unstamped)) }
}
