import type { ExecResult } from '../../engine/exec-options.ts'
import { type ContainerDetail, type Engine, EngineError } from '../../engine/port.ts'
import { aborted } from '../aborted.ts'
import { steadyNow } from '../steady-now.ts'
import { type Serving, serving } from './serving.ts'

/** The engine's defaults (Engine API, HealthConfig), in milliseconds. */
const engineDefaults = { interval: 30_000, startInterval: 5_000, timeout: 30_000 } as const

/** An engine that probes at least this often is not helped along. */
const quickEnough = 100

const backOff = { first: 100, factor: 1.5, most: 1_000 } as const

/** How long a healthcheck must keep succeeding where the container's ports cannot be tried, milliseconds. */
const steadyFor = 1_500

/** Where probes run, and who hears of them. */
export interface Probing {
  readonly engine: Engine
  /** Gets each result. */
  readonly probed?: (detail: ContainerDetail, result: ExecResult) => void
}

/**
 * Runs the container's own healthcheck until it succeeds in a container that serves; the engine, too, takes the first success
 * for health. It must have begun when the container served already: a database that sets itself up answers the check, stops,
 * and opens its port while it starts anew. Where the ports cannot be tried, the check must keep succeeding for a while.
 * Failures never count: only the engine's own probes can make a container unhealthy. Leaves it to the engine (and
 * resolves never) when that is quick enough itself, when the check cannot be run this way, or when it once overran its timeout:
 * a hanging probe cannot be ended from outside, and more of them would pile up. Rejects when the signal aborts.
 */
export async function probe(
  detail: ContainerDetail,
  { engine, probed }: Probing,
  signal: AbortSignal,
): Promise<'healthy'> {
  const command = probeCommand(detail)
  const limit = detail.healthcheck?.timeout || engineDefaults.timeout
  // Podman leaves its probes to systemd; where that does not run there are none.
  const slow = cadence(detail) > quickEnough || (await engine.version()).kind === 'podman'
  let since: number | undefined
  let served: Serving = 'no'
  for (
    let pause: number = backOff.first;
    slow && command !== undefined;
    pause = Math.min(pause * backOff.factor, backOff.most)
  ) {
    const tell = (seen: ExecResult): void => probed?.(detail, seen)
    if (served === 'no') served = await serving(detail, engine)
    const result = await runOnce({ container: detail.id, command, limit, tell }, engine, signal)
    if (result === 'give-up') break
    since = result === 'healthy' ? (since ?? steadyNow()) : undefined
    if (since !== undefined && isReady(served, since)) return 'healthy'
    if (served === 'yes') served = 'no'
    const opened = since !== undefined && served === 'no' && (await serving(detail, engine)) === 'yes'
    if (!opened) await sleep(pause, signal)
  }
  return await aborted(signal)
}

/** Whether a container whose check succeeds, without a failure since `since`, also served those outside of it before. */
function isReady(served: Serving, since: number): boolean {
  return served === 'yes' || (served === 'unknown' && steadyNow() - since >= steadyFor)
}

/**
 * Runs the healthcheck once for a container whose port has opened only after the engine had called it healthy. A check that
 * cannot be run this way leaves it at that.
 */
export async function stillHealthy(
  detail: ContainerDetail,
  { engine, probed }: Probing,
  signal: AbortSignal,
): Promise<boolean> {
  const command = probeCommand(detail)
  if (command === undefined) return true
  const limit = detail.healthcheck?.timeout || engineDefaults.timeout
  const tell = (seen: ExecResult): void => probed?.(detail, seen)
  return (await runOnce({ container: detail.id, command, limit, tell }, engine, signal)) !== 'not-yet'
}

/** Milliseconds between two probes of the engine's own, now that the container has just started. */
function cadence({ healthcheck }: ContainerDetail): number {
  if (healthcheck === undefined) return engineDefaults.interval
  if (healthcheck.startPeriod > 0) return healthcheck.startInterval || engineDefaults.startInterval
  return healthcheck.interval || engineDefaults.interval
}

/** The healthcheck as a command line: `CMD-SHELL` runs in the image's shell, for which the engine takes `/bin/sh -c`. */
function probeCommand({ healthcheck }: ContainerDetail): readonly string[] | undefined {
  const [kind, ...rest] = healthcheck?.test ?? []
  if (rest.length === 0) return undefined
  if (kind === 'CMD') return rest
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', rest.join(' ')] : undefined
}

interface Once {
  readonly container: string
  readonly command: readonly string[]
  readonly limit: number
  readonly tell: (seen: ExecResult) => void
}

async function runOnce(once: Once, engine: Engine, signal: AbortSignal): Promise<'healthy' | 'not-yet' | 'give-up'> {
  const timeout = AbortSignal.timeout(Math.ceil(once.limit))
  try {
    const result = await engine.containers.exec(once.container, {
      command: once.command,
      signal: AbortSignal.any([signal, timeout]),
    })
    once.tell(result)
    return result.exitCode === 0 ? 'healthy' : 'not-yet'
  } catch (error) {
    signal.throwIfAborted()
    if (timeout.aborted) return 'give-up'
    // Between two runs of a restarting container there is nothing to run it in.
    if (error instanceof EngineError && (error.status === 409 || error.status === 404)) return 'not-yet'
    return 'give-up'
  }
}

/** Rejects with the signal's reason. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', abort, { once: true })
  })
}
