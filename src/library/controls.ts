import type { ContainerEvent } from '../api/events.ts'
import type { Lifecycle } from '../plan/lifecycle.ts'
import { channel } from './channel.ts'
import { byFiles, byName, type LiveProject, refresh } from './live-project.ts'
import { type Logs, logsOf, type LogsQuery } from './log-stream.ts'

/** What can be done to the containers of a service, or of all services of a stack. Each resolves when it is done. */
export interface Controls {
  /** Starts what is stopped, and waits until it is ready. */
  start(): Promise<void>
  /** Seconds until a container that does not stop is killed; default as the file says. */
  stop(options?: { readonly timeout?: number }): Promise<void>
  /** Stops and starts, and waits until it is ready. What depends on it with `restart: true` restarts, too. */
  restart(options?: { readonly timeout?: number }): Promise<void>
  /** Sends a signal; default SIGKILL, after which nothing of it runs any more. */
  kill(options?: { readonly signal?: string }): Promise<void>
  /** Freezes every process. */
  pause(): Promise<void>
  unpause(): Promise<void>
  /** What was printed, in the order of time. */
  logs(query?: LogsQuery): Logs
  /** What happens to the containers from now on (`start`, `die`, `health_status: healthy`, …), until the loop is left or the signal aborts. */
  events(options?: { readonly signal?: AbortSignal }): AsyncIterable<ContainerEvent>
}

/** The controls of some services; of all where none is named. */
export function controlsOf(live: LiveProject, services: readonly string[]): Controls {
  const act = async (...requests: readonly Lifecycle[]): Promise<void> => {
    const { lifecycle } = await import('../api/lifecycle.ts')
    try {
      for (const request of requests) await lifecycle(request, { ...byFiles(live), services }, live.world)
    } finally {
      await refresh(live)
    }
  }
  const start = { verb: 'start', wait: 'ready', probes: live.options.probes ?? 'own' } as const
  return {
    start: async () => await act(start),
    stop: async (options = {}) => await act({ verb: 'stop', ...options }),
    restart: async (options = {}) => await act({ verb: 'restart', dependents: 'follow', ...options }, start),
    kill: async ({ signal = 'SIGKILL' } = {}) => {
      await act({ verb: 'kill', signal, orphans: 'keep' })
      if (/^(SIG)?KILL$|^9$/i.test(signal)) await ended(live, services)
    },
    pause: async () => await act({ verb: 'pause' }),
    unpause: async () => await act({ verb: 'unpause' }),
    logs: ({ signal = live.world.signal, ...query } = {}) =>
      logsOf(query, { services, signal }, async (asked, to) => {
        const { logs } = await import('../api/logs.ts')
        await logs({ ...byName(live), ...asked }, { ...live.world, ...to })
      }),
    events: ({ signal = live.world.signal } = {}) => eventsOf(live, services, signal),
  }
}

/** The engine has answered a kill before it has seen the end. */
async function ended(live: LiveProject, services: readonly string[]): Promise<void> {
  const engine = await live.world.engine()
  const killed = live.containers.filter(({ service }) => services.length === 0 || services.includes(service))
  await Promise.all(killed.map(async ({ id }) => await engine.containers.wait(id, live.world.signal)))
  await refresh(live)
}

function eventsOf(live: LiveProject, services: readonly string[], until: AbortSignal): AsyncIterable<ContainerEvent> {
  return channel<ContainerEvent>(async ({ push, signal }) => {
    const { events } = await import('../api/events.ts')
    const onEvent = (event: ContainerEvent): void => push([event])
    await events({ ...byName(live), services, onEvent }, { ...live.world, signal })
  }, until)
}
