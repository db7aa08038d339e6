import type { ContainerEvent } from '../api/events.ts'
import { channel } from './channel.ts'
import type { ProjectSource } from './stack-options.ts'
import { whileOpen } from './while-open.ts'

/** Of which services, and from when to when. */
export interface EventsOptions extends ProjectSource {
  /** Default all services. */
  readonly services?: readonly string[]
  /** A time (RFC 3339), or how long ago (`10m`). Default: from now on. */
  readonly since?: string
  /** The same; the iteration ends there. Default: it goes on until the loop is left or the signal aborts. */
  readonly until?: string
}

/**
 * What happens to the containers of a project: `start`, `die`, `health_status: healthy`, …. The iteration rejects with ComposeError,
 * EngineError, and with an Error for a service that does not exist.
 *
 * @example
 * for await (const { service, action } of events({ since: '10m', until: '0s' })) console.log(service, action)
 */
export function events(options: EventsOptions = {}): AsyncIterable<ContainerEvent> {
  const { services = [], since, until, ...rest } = options
  const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
  const { signal: over = new AbortController().signal } = rest
  return channel<ContainerEvent>(async ({ push, signal }) => {
    await whileOpen(rest, async ({ world, wanted }) => {
      const { events: listen } = await import('../api/events.ts')
      const onEvent = (event: ContainerEvent): void => push([event])
      await listen({ ...wanted, ...range, services, onEvent }, { ...world, signal })
    })
  }, over)
}
