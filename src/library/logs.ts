import { type Logs, logsOf, type LogsQuery } from './log-stream.ts'
import type { ProjectSource } from './stack-options.ts'
import { whileOpen } from './while-open.ts'

/** Which lines of which services. */
export interface LogsOptions extends ProjectSource, Omit<LogsQuery, 'signal'> {
  /** Default all services of the file that its profiles turn on, but for those with `attach: false`. */
  readonly services?: readonly string[]
}

/**
 * What the containers of a project have printed, in the order of time, and with `follow` what they will print. Nothing is asked of the
 * engine before the lines are read; reading rejects with ComposeError, EngineError, and with an Error for a service that does not exist.
 *
 * @example
 * for await (const { service, line } of logs({ tail: 10 })) console.log(service, line)
 */
export function logs(options: LogsOptions = {}): Logs {
  const { follow, tail, since, until, services = [], ...rest } = options
  const { signal = new AbortController().signal } = rest
  return logsOf({ follow, tail, since, until }, { services, signal }, async (asked, to) => {
    await whileOpen(rest, async ({ world, wanted }) => {
      const { logs: read } = await import('../api/logs.ts')
      const emit: typeof to.emit = (event) => (event.type === 'log' ? to.emit(event) : world.emit(event))
      await read({ ...wanted, ...asked }, { ...world, ...to, emit })
    })
  })
}
