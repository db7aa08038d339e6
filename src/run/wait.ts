import { type ContainerDetail, type Engine, EngineError, type EngineEvent } from '../engine/port.ts'
import type { WaitFor } from '../plan/step.ts'
import { type FailureKind, judge, type Verdict } from './judge.ts'
import { probe } from './probe.ts'

/** News about a container: an event of the engine, or undefined for "look again" (reconnected, or some time went by). */
export interface Watch {
  changes(container: string, signal: AbortSignal): AsyncIterable<EngineEvent | undefined>
}

export interface WaitWorld {
  readonly engine: Engine
  readonly watch: Watch
  readonly now: () => number
}

export interface Wait {
  readonly container: string
  readonly until: WaitFor
  readonly probes: 'own' | 'engine'
}

/** What was waited for will not happen. */
export class WaitFailed extends Error {
  readonly container: string
  readonly kind: FailureKind
  readonly exitCode: number | undefined
  constructor(container: string, verdict: Extract<Verdict, { kind: 'failed' }>) {
    super(`container ${container} ${verdict.message}`)
    this.name = 'WaitFailed'
    this.container = container
    this.kind = verdict.because
    this.exitCode = verdict.exitCode
  }
}

/**
 * Waits until a container is ready. Level-based: it subscribes, looks once, and looks again when an event says that
 * something happened, so nothing is missed and nothing polls. Beside it runs the container's own healthcheck (F2).
 * Rejects with WaitFailed when it cannot become ready any more, and with the signal's reason when aborted.
 */
export async function waitUntil(wait: Wait, world: WaitWorld, signal: AbortSignal): Promise<'healthy' | 'running' | 'completed'> {
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  const changes = world.watch.changes(wait.container, both)[Symbol.asyncIterator]()
  try {
    const first = await look(wait.container, world.engine)
    const restartsBefore = first?.restartCount ?? 0
    const judged = (detail: ContainerDetail | undefined): Verdict => judge(detail, wait.until, { now: world.now(), restartsBefore })
    const verdict = judged(first)
    if (verdict.kind !== 'not-yet') return conclude(wait, verdict)
    const own = wait.probes === 'own' && wantsHealth(wait, first) ? probe(first, world.engine, both) : never(both)
    return await Promise.race([
      own,
      follow({ wait, world, changes, judged, first: verdict }, both),
    ])
  } finally {
    over.abort()
  }
}

function wantsHealth(wait: Wait, detail: ContainerDetail | undefined): detail is ContainerDetail {
  return detail?.health !== undefined && (wait.until === 'healthy' || wait.until === 'settled')
}

interface Following {
  readonly wait: Wait
  readonly world: WaitWorld
  readonly changes: AsyncIterator<EngineEvent | undefined>
  readonly judged: (detail: ContainerDetail | undefined) => Verdict
  readonly first: Extract<Verdict, { kind: 'not-yet' }>
}

async function follow(following: Following, signal: AbortSignal): Promise<'healthy' | 'running' | 'completed'> {
  const { wait, world, changes, judged } = following
  let pending = changes.next()
  for (let again = following.first.again; ; ) {
    const news = await Promise.race([pending, ...(again === undefined ? [] : [elapsed(again)])])
    signal.throwIfAborted()
    if (news !== 'elapsed') {
      if (news.done === true) throw signal.reason ?? new Error('the event stream ended')
      pending = changes.next()
      if (news.value !== undefined && tells(news.value, wait.until)) return 'healthy'
    }
    const verdict = judged(await look(wait.container, world.engine))
    if (verdict.kind !== 'not-yet') return conclude(wait, verdict)
    again = verdict.again
  }
}

/** A `healthy` event needs no second look: it is the engine's own verdict. */
function tells(event: EngineEvent, until: WaitFor): boolean {
  return event.action === 'health_status: healthy' && (until === 'healthy' || until === 'settled')
}

function conclude(wait: Wait, verdict: Exclude<Verdict, { kind: 'not-yet' }>): 'healthy' | 'running' | 'completed' {
  if (verdict.kind === 'failed') throw new WaitFailed(wait.container, verdict)
  return verdict.because
}

async function look(container: string, engine: Engine): Promise<ContainerDetail | undefined> {
  try {
    return await engine.containers.inspect(container)
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined
    throw error
  }
}

async function elapsed(milliseconds: number): Promise<'elapsed'> {
  await new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
  return 'elapsed'
}

/** Rejects when the signal aborts. */
async function never(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
