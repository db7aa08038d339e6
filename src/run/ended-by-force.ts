import type { ProcessTable } from '../engine/container-looks.ts'
import type { ContainerDetail, Engine } from '../engine/port.ts'
import type { Emit } from '../events.ts'
import type { Action } from '../plan/step.ts'
import { pastEvents } from './past-events.ts'
import { firstProgram, startScript } from './start-script.ts'

/** A stop or restart that is over. */
export type Ended = Extract<Action, { do: 'stop-container' | 'restart-container' }>

/** How the stop went. */
export interface Stopping {
  /** Milliseconds. */
  readonly took: number
  /** What ran while the container was expected to end; undefined where that is not known. */
  readonly processes: ProcessTable | undefined
}

/** What is known of how a container stops. */
interface Ways {
  readonly signal: string
  /** Seconds until the engine kills. */
  readonly grace: number
  readonly init: boolean
  /** The program that the signal went to. */
  readonly program: string
  /** The script that the container starts with, where it was still at work. */
  readonly script?: string
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
 * knows why each stop takes ten seconds. Never rejects: the container has stopped.
 */
export async function tellOfForce(
  action: Ended,
  { took, processes }: Stopping,
  { engine, emit }: { readonly engine: Engine; readonly emit: Emit },
): Promise<void> {
  try {
    const detail = await engine.containers.inspect(action.container)
    const ways = waysOf(detail, processes)
    if (ways.grace <= 0 || took < ways.grace * 1000) return
    const killed = action.do === 'stop-container' ? detail.exitCode === 137 : await wasKilled(detail, engine)
    if (killed && !detail.oomKilled) emit({ type: 'warning', message: forceText(action.container, ways) })
  } catch {
    // Somebody else has removed it meanwhile, or the engine is gone: then there is nothing to advise.
  }
}

function waysOf({ raw }: ContainerDetail, processes: ProcessTable | undefined): Ways {
  const { Path = '', Config: config, HostConfig: host } = raw as Raw
  const started = Path.split('/').at(-1) ?? ''
  const script = processes && startScript(processes, started)
  return {
    signal: config?.StopSignal || 'SIGTERM',
    grace: config?.StopTimeout ?? defaultGrace,
    init: host?.Init === true,
    program: (processes && firstProgram(processes)) ?? started,
    ...(script !== undefined && { script }),
  }
}

/** Whether the last run of a container that runs again was killed. Times are the engine's own. */
async function wasKilled(detail: ContainerDetail, engine: Engine): Promise<boolean> {
  const between = [Date.parse(detail.finishedAt) - 1_000, Date.parse(detail.startedAt)] as const
  const events = await pastEvents(detail, between, engine)
  return events.some(({ action, attributes }) => action === 'kill' && attributes.get('signal') === '9')
}

function forceText(container: string, { signal, grace, init, program, script }: Ways): string {
  const what = `${container} did not end within ${grace} s of ${signal} and was killed`
  if (script !== undefined) {
    // A shell that waits for a program ends at SIGTERM where it is not the first process, and still not at SIGINT or SIGQUIT.
    const lasting =
      signal === 'SIGTERM' && !init ? 'set `init: true`, or let it `exec` its program' : 'let it `exec` its program'
    return `${what} while ${script}, which it starts with, was still at work: what that sets up may be incomplete. Stop it when it is ready, or raise \`stop_grace_period\`; where the script never ends, ${lasting}`
  }
  if (init)
    return `${what}: if it needs longer, raise \`stop_grace_period\`; if it heeds another signal, set \`stop_signal\``
  return `${what} (its first process is ${program}): set \`init: true\`, let its command \`exec\` the program, or raise \`stop_grace_period\``
}
