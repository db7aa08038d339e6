import type { ReadyCondition } from '../../attributes/ready/condition.ts'
import { readyText } from '../../attributes/ready/ready.ts'
import type { ContainerDetail, Engine } from '../../engine/port.ts'
import type { Watch } from '../../engine/watch.ts'
import { aborted } from '../aborted.ts'
import { inspectIfThere } from '../inspect-if-there.ts'
import { judge, type Verdict } from '../judge.ts'
import { steadyNow } from '../steady-now.ts'
import { WaitFailed } from '../wait.ts'
import { sleep } from './probe.ts'
import { logged } from './ready-log.ts'
import { lookAt } from './ready-probe.ts'
import { Unseen } from './unseen.ts'

export interface ReadyWorld {
  readonly engine: Engine
  readonly watch: Pick<Watch, 'changes'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Hears what each look at a condition has shown; undefined when it holds. */
  readonly seen?: (container: string, condition: ReadyCondition, because: string | undefined) => void
}

/** A container and what must hold of it, all in the same run. */
export interface Readiness {
  /** Name or id. */
  readonly container: string
  readonly ready: readonly ReadyCondition[]
}

const backOff = { first: 100, factor: 1.5, most: 1_000 } as const

/** Milliseconds without any way to a container after which there is taken to be none. */
const unreachedFor = 10_000

/**
 * Waits until all conditions hold in one run of a container; a restart arms them anew. Ports and files are looked at with
 * back-off, logs are followed, and the engine's events tell of ends and restarts. Rejects with WaitFailed when the container ends,
 * crashes in a loop or is gone, or when a condition cannot be seen from here; with the signal's reason when aborted.
 */
export async function untilReady(readiness: Readiness, world: ReadyWorld, signal: AbortSignal): Promise<void> {
  const { container } = readiness
  const ticks = ticksOf(container, world)
  const first = await inspectIfThere(container, world.engine)
  const circumstances = { uptime: 0, restartsBefore: first?.restartCount ?? 0 }
  try {
    for (let detail = first; ; detail = await inspectIfThere(container, world.engine)) {
      const verdict = judge(detail, 'running', circumstances)
      if (await concluded(verdict, detail, { readiness, world, signal, ticks })) return
    }
  } finally {
    ticks.end()
  }
}

/** What follows from one look: waits for news, or for the conditions in this run. */
async function concluded(
  verdict: Verdict,
  detail: ContainerDetail | undefined,
  { readiness, ...surroundings }: Surroundings & { readonly readiness: Readiness; readonly ticks: Ticks },
): Promise<boolean> {
  if (verdict.kind === 'failed') {
    if (await saidAll(readiness, detail, surroundings)) return true
    if (mayBeRestarted(verdict) && (await newsWithin(pauseOfRestart, surroundings))) return false
    throw new WaitFailed(readiness.container, tooEarly(verdict, readiness))
  }
  if (verdict.kind === 'ready' && detail !== undefined) return await holdInRun(readiness, detail, surroundings)
  await Promise.race([surroundings.ticks.next(), aborted(surroundings.signal)])
  return false
}

/** Between the end and the start of a container that somebody restarts, milliseconds. */
const pauseOfRestart = 1_000

/** Whether a container was ended by a signal, as a restart does it. */
function mayBeRestarted({ because, exitCode = 0 }: Failed): boolean {
  return because === 'exited' && (exitCode === 137 || exitCode === 143)
}

async function newsWithin(milliseconds: number, { ticks, signal }: Surroundings & { ticks: Ticks }): Promise<boolean> {
  const over = new AbortController()
  const late = sleep(milliseconds, AbortSignal.any([signal, over.signal])).then(() => false)
  late.catch(() => undefined)
  try {
    return await Promise.race([ticks.next().then(() => true), late])
  } finally {
    over.abort()
  }
}

interface Ticks {
  /** The next tick: the same promise until it has come. */
  readonly next: () => Promise<'tick'>
  readonly end: () => void
}

function ticksOf(container: string, { watch }: ReadyWorld): Ticks {
  const ticks = watch.changes(container)[Symbol.asyncIterator]()
  let next: Promise<'tick'> | undefined
  return {
    next: () =>
      (next ??= ticks.next().then(({ done }) => {
        next = undefined
        if (done === true) throw new Error(`the watch ended while ${container} was waited for`)
        return 'tick'
      })),
    // Not awaited: the iterator answers with its next tick only.
    end: () => {
      next?.catch(() => undefined)
      void ticks.return?.()
    },
  }
}

interface Surroundings {
  readonly world: ReadyWorld
  readonly signal: AbortSignal
}

/** Whether all conditions came to hold before this run of the container was over. */
async function holdInRun(
  { container, ready }: Readiness,
  run: ContainerDetail,
  { world, signal, ticks }: Surroundings & { readonly ticks: Ticks },
): Promise<boolean> {
  const over = new AbortController()
  const during = AbortSignal.any([signal, over.signal])
  const all = Promise.all(ready.map(async (one) => await untilHolds(one, run, { world, signal: during })))
  all.catch(() => undefined)
  try {
    for (;;) {
      const news = await Promise.race([all, ticks.next(), aborted(during)])
      const goesOn = isSameRun(await inspectIfThere(container, world.engine), run)
      if (news !== 'tick' || !goesOn) return goesOn
    }
  } catch (error) {
    if (error instanceof Unseen) throw unseen(container, error)
    throw error
  } finally {
    over.abort()
  }
}

function isSameRun(now: ContainerDetail | undefined, { id, startedAt }: ContainerDetail): boolean {
  return now?.state === 'running' && now.id === id && now.startedAt === startedAt
}

async function untilHolds(
  condition: ReadyCondition,
  run: ContainerDetail,
  { world, signal }: Surroundings,
): Promise<void> {
  const told = (because: string | undefined): void => world.seen?.(run.name, condition, because)
  if (condition.kind === 'log') {
    const counted = (times: number): void => told(times === 0 ? 'not said yet' : `said ${times} times`)
    await logged(condition, run, { engine: world.engine, signal, until: 'follow', counted })
    return told(undefined)
  }
  let unreachedSince: number | undefined
  for (let pause: number = backOff.first; ; pause = Math.min(pause * backOff.factor, backOff.most)) {
    const said = await lookAt(condition, run, { engine: world.engine, signal })
    signal.throwIfAborted()
    told(said.holds ? undefined : said.because)
    if (said.holds) return
    unreachedSince = said.unreached === true ? (unreachedSince ?? steadyNow()) : undefined
    if (unreachedSince !== undefined && steadyNow() - unreachedSince > unreachedFor)
      throw new Unseen(
        `${readyText(condition)} cannot be reached from here: the container's address does not answer`,
        'publish the port, or wait for a line of its log or for a file instead',
      )
    await sleep(pause, signal)
  }
}

/** A container that has ended well may have said all that was waited for. */
async function saidAll(
  { ready }: Readiness,
  detail: ContainerDetail | undefined,
  { world: { engine }, signal }: Surroundings,
): Promise<boolean> {
  if (detail?.state !== 'exited' || detail.exitCode !== 0) return false
  const found = await Promise.all(
    ready.map(async (one) => {
      const reading = { engine, signal, until: 'end', counted: () => undefined } as const
      return one.kind === 'log' && (await logged(one, detail, reading))
    }),
  )
  return found.every(Boolean)
}

type Failed = Extract<Verdict, { kind: 'failed' }>

function tooEarly(verdict: Failed, { ready }: Readiness): Failed {
  if (verdict.because !== 'exited') return verdict
  return { ...verdict, message: `${verdict.message} before it was ready (${ready.map(readyText).join(', ')})` }
}

function unseen(container: string, { message, fix }: Unseen): WaitFailed {
  const failed = { kind: 'failed', because: 'unseen', message: `is not known to be ready: ${message}` } as const
  return Object.assign(new WaitFailed(container, failed), { fix })
}
