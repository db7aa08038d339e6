import { engineNow } from '../engine/engine-now.ts'
import type { ContainerDetail, EngineEvent } from '../engine/port.ts'
import type { Watch } from '../engine/watch.ts'
import type { WaitFor } from '../plan/step.ts'
import { aborted } from './aborted.ts'
import { inspectIfThere } from './inspect-if-there.ts'
import { type FailureKind, judge, type Verdict } from './judge.ts'
import { probe, type Probing, stillHealthy } from './ready/probe.ts'
import { untilServing } from './ready/serving.ts'
import { uptimeSince } from './uptime.ts'

/** What a wait looks at. */
export interface WaitWorld extends Probing {
  readonly watch: Pick<Watch, 'changes'>
  readonly now: () => number
}

/** Who is waited for, and what for. */
export interface Wait {
  readonly container: string
  readonly until: WaitFor
  readonly probes: 'own' | 'engine'
}

export type Ready = 'healthy' | 'running' | 'completed'

/** What was waited for will not happen. */
export class WaitFailed extends Error {
  readonly container: string
  readonly kind: FailureKind
  readonly exitCode: number | undefined
  /** What to do, where the kind does not say it. */
  readonly fix?: string
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
 * something happened, so nothing is missed and nothing polls. Beside it runs the container's own healthcheck.
 * Rejects with WaitFailed when it cannot become ready any more, and with the signal's reason when aborted.
 */
export async function waitUntil(wait: Wait, world: WaitWorld, signal: AbortSignal): Promise<Ready> {
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  const ticks = world.watch.changes(wait.container)[Symbol.asyncIterator]()
  try {
    const first = await inspectIfThere(wait.container, world.engine)
    const restartsBefore = first?.restartCount ?? 0
    const uptime = uptimeSince(await engineNow(world))
    const judged = (detail: ContainerDetail | undefined): Verdict =>
      judge(detail, wait.until, { uptime: detail === undefined ? 0 : uptime(detail), restartsBefore })
    const verdict = await conclude({ wait, world, judged, signal: both }, judged(first), first)
    if (typeof verdict === 'string') return verdict
    const probing = wait.probes === 'own' && wantsHealth(wait, first) ? [probe(first, world, both)] : []
    return await Promise.race([
      ...probing,
      aborted(both),
      follow({ wait, world, ticks, judged, seen: first, signal: both }, verdict.again),
    ])
  } finally {
    over.abort()
    // Not awaited: the iterator answers with its next tick only.
    void ticks.return?.()
  }
}

function wantsHealth(wait: Wait, detail: ContainerDetail | undefined): detail is ContainerDetail {
  return detail?.health !== undefined && (wait.until === 'healthy' || wait.until === 'settled')
}

interface Following {
  readonly wait: Wait
  readonly world: WaitWorld
  readonly ticks: AsyncIterator<EngineEvent | undefined>
  readonly judged: (detail: ContainerDetail | undefined) => Verdict
  /** The container as it was seen first; one that it replaces had the same name. */
  readonly seen: ContainerDetail | undefined
  readonly signal: AbortSignal
}

/** Looks again with each tick, and when time alone may have changed the verdict. */
async function follow(following: Following, first: number | undefined): Promise<Ready> {
  const { wait, world, ticks, judged } = following
  let tick = ticks.next()
  for (let again = first; ;) {
    const news = await Promise.race([tick, ...(again === undefined ? [] : [elapsed(again)])])
    let healthy = false
    if (news !== 'elapsed') {
      if (news.done === true) throw new Error(`the watch ended while ${wait.container} was waited for`)
      tick = ticks.next()
      healthy = saysHealthy(news.value, following)
    }
    const seen = healthy ? following.seen : await inspectIfThere(wait.container, world.engine)
    const verdict = await conclude(following, healthy ? { kind: 'ready', because: 'healthy' } : judged(seen), seen)
    if (typeof verdict === 'string') return verdict
    again = verdict.again
  }
}

/** Nothing that another look could tell is missing then, and each link of a chain is ready one look earlier. */
function saysHealthy(event: EngineEvent | undefined, { wait, seen }: Pick<Following, 'wait' | 'seen'>): boolean {
  const asked = wait.until === 'healthy' || wait.until === 'settled'
  return asked && event !== undefined && event.id === seen?.id && event.action === 'health_status: healthy'
}

type NotYet = Extract<Verdict, { kind: 'not-yet' }>

/** What the engine calls healthy or running is ready once it serves, too, and is healthy then still; see `untilServing`. */
async function conclude(
  following: Pick<Following, 'wait' | 'world' | 'judged' | 'signal'>,
  verdict: Verdict,
  detail: ContainerDetail | undefined,
): Promise<Ready | NotYet> {
  const { wait, world, judged, signal } = following
  if (verdict.kind === 'not-yet') return verdict
  if (verdict.kind === 'failed') throw new WaitFailed(wait.container, verdict)
  if (verdict.because === 'completed' || wait.probes === 'engine' || detail === undefined) return verdict.because
  if ((await untilServing(detail, { ...world, called: verdict.because }, signal)) === 'not at all')
    return verdict.because
  for (;;) {
    const healthy = verdict.because !== 'healthy' || (await stillHealthy(detail, world, signal))
    const after = judged(await inspectIfThere(wait.container, world.engine))
    if (after.kind === 'failed') throw new WaitFailed(wait.container, after)
    if (after.kind === 'not-yet') return after
    if (healthy) return verdict.because
    await elapsed(100)
    signal.throwIfAborted()
  }
}

async function elapsed(milliseconds: number): Promise<'elapsed'> {
  await new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
  return 'elapsed'
}
