import type { ReadyCondition } from '../attributes/ready/condition.ts'
import { label } from '../model/labels.ts'
import type { WaitFor } from '../plan/step.ts'
import type { World } from './world/world.ts'

/** What is waited for, of which services. */
export interface WaitReadyOptions {
  /** The project's name, as its containers are labelled. */
  readonly project: string
  readonly service: string
  /**
   * Conditions seen from outside, all of which must hold (`parseReady` reads them from a text); or `healthy` by the
   * healthcheck, `running`, `completed` (ended with 0), `settled` (what `up --wait` waits for).
   */
  readonly until: readonly ReadyCondition[] | WaitFor
  /** Seconds; 0 or absent means no limit. */
  readonly timeout?: number
}

/** The time is over. */
export class WaitTimeout extends Error {
  override name = 'WaitTimeout'
  readonly exitCode = 5
}

/**
 * Waits until every container of a service meets a condition. It looks at once, so what holds already takes no time. Rejects
 * with WaitFailed when a container ends, is gone, or cannot be looked at so; with WaitTimeout, whose message says what was
 * seen last; with the signal's reason; with an Error where the service has no container.
 */
export async function waitReady(options: WaitReadyOptions, world: World): Promise<void> {
  const { project, service, until, timeout = 0 } = options
  const engine = await world.engine()
  const all = await engine.containers.list([`${label.project}=${project}`, `${label.service}=${service}`])
  const containers = all.filter(({ oneOff, configHash }) => !oneOff && configHash !== undefined)
  if (containers.length === 0) throw new Error(`service ${service} of project ${project} has no container`)
  const over = new AbortController()
  const timer = timeout > 0 ? setTimeout(() => over.abort(), timeout * 1000) : undefined
  const { watch } = await import('../engine/watch.ts')
  const { unmetConditions } = await import('../run/ready/unmet-conditions.ts')
  const signal = AbortSignal.any([world.signal, over.signal])
  const opened = await watch(engine, project, signal)
  const conditions = unmetConditions()
  const looking = { engine, watch: opened, now: world.now, seen: conditions.note }
  try {
    await Promise.all(
      containers.map(async ({ name: container }) => {
        if (typeof until === 'string') {
          const { waitUntil } = await import('../run/wait.ts')
          return void (await waitUntil({ container, until, probes: 'own' }, looking, signal))
        }
        const { untilReady } = await import('../run/ready/ready.ts')
        await untilReady({ container, ready: until }, looking, signal)
      }),
    )
  } catch (error) {
    world.signal.throwIfAborted()
    if (!over.signal.aborted) throw error
    const seen = containers.flatMap(({ name }) => conditions.of(name))
    throw new WaitTimeout(
      `${service} is not ready after ${timeout} s${seen.length === 0 ? '' : `: ${seen.join('; ')}`}`,
    )
  } finally {
    clearTimeout(timer)
    over.abort()
    opened.close()
  }
}
