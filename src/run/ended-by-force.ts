import type { ContainerDetail, Engine } from '../engine/port.ts'
import type { Emit } from '../events.ts'
import { label } from '../model/labels.ts'
import type { Action } from '../plan/step.ts'

/** A stop or restart that is over. */
export type Ended = Extract<Action, { do: 'stop-container' | 'restart-container' }>

/** What is known of how a container stops. */
interface Ways {
  readonly signal: string
  /** Seconds until the engine kills. */
  readonly grace: number
  readonly init: boolean
  /** The program that the signal went to. */
  readonly program: string
}

interface Raw {
  readonly Path?: string
  readonly Config?: { readonly StopSignal?: string; readonly StopTimeout?: number | null }
  readonly HostConfig?: { readonly Init?: boolean | null }
}

/** The engine's default, seconds. */
const defaultGrace = 10

/**
 * Warns where the engine had to kill a container that did not heed its stop signal, and says what helps: most often nobody
 * knows why each stop takes ten seconds. `took` is how long it did, milliseconds. With `-t` nothing is said: who limits the time
 * expects that. Never rejects: the container has stopped.
 */
export async function tellOfForce(
  action: Ended,
  took: number,
  { engine, emit }: { readonly engine: Engine; readonly emit: Emit },
): Promise<void> {
  if (action.timeout !== undefined) return
  try {
    const detail = await engine.containers.inspect(action.container)
    const ways = waysOf(detail)
    if (ways.grace <= 0 || took < ways.grace * 1000) return
    const killed = action.do === 'stop-container' ? detail.exitCode === 137 : await wasKilled(detail, engine)
    if (killed && !detail.oomKilled) emit({ type: 'warning', message: forceText(action.container, ways) })
  } catch {
    // Somebody else has removed it meanwhile, or the engine is gone: then there is nothing to advise.
  }
}

function waysOf({ raw }: ContainerDetail): Ways {
  const { Path = '', Config: config, HostConfig: host } = raw as Raw
  return {
    signal: config?.StopSignal || 'SIGTERM',
    grace: config?.StopTimeout ?? defaultGrace,
    init: host?.Init === true,
    program: Path.split('/').at(-1) ?? '',
  }
}

/** Whether the last run of a container that runs again was killed. Times are the engine's own. */
async function wasKilled({ id, labels, finishedAt, startedAt }: ContainerDetail, engine: Engine): Promise<boolean> {
  const [since, until] = [Date.parse(finishedAt) - 1_000, Date.parse(startedAt)].map((at) => String(at / 1000))
  const filter = { types: ['container'], labels: [`${label.project}=${labels.get(label.project) ?? ''}`] } as const
  const events = await engine.events(
    { ...filter, ...(since && { since }), ...(until && { until }) },
    AbortSignal.timeout(2_000),
  )
  for await (const event of events)
    if (event.id === id && event.action === 'kill' && event.attributes.get('signal') === '9') return true
  return false
}

function forceText(container: string, { signal, grace, init, program }: Ways): string {
  const what = `${container} did not end within ${grace} s of ${signal} and was killed`
  if (init)
    return `${what}: if it needs longer, raise \`stop_grace_period\`; if it heeds another signal, set \`stop_signal\``
  return `${what} (its first process is ${program}): set \`init: true\`, let its command \`exec\` the program, or raise \`stop_grace_period\``
}
