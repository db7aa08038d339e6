import type { LogChunk } from '../exec-options.ts'
import type { LogOptions } from '../port.ts'
import { demux, raw } from '../transport/demux.ts'
import type { Transport } from '../transport/transport.ts'
import { inspectContainer } from './container-detail.ts'
import { logTime } from './log-time.ts'

/** `GET /containers/{id}/logs`. The reader sets the pace; breaking off closes the connection; the signal ends it silently. */
export async function logsOf(
  transport: Transport,
  container: string,
  options: LogOptions,
): Promise<AsyncIterable<LogChunk>> {
  const { signal } = options
  const tty = options.tty ?? (await inspectContainer(transport, container)).tty
  const response = await transport.output({
    operation: `read logs of ${container}`,
    method: 'GET',
    path: `/containers/${encodeURIComponent(container)}/logs`,
    query: {
      stdout: 1,
      stderr: 1,
      follow: flag(options.follow),
      timestamps: flag(options.timestamps),
      tail: options.tail,
      since: options.since && logTime(options.since),
      until: options.until && logTime(options.until),
    },
    ...(signal && { signal }),
  })
  return endingWith(tty ? raw(response) : demux(response), signal)
}

/**
 * `POST /containers/{id}/attach`, output only. Without an `Upgrade` header the engine answers 200 and then sends the
 * streams until the container ends, so it is read like any answer (Engine 20.10 and 28).
 */
export async function attachTo(
  transport: Transport,
  container: string,
  options: { readonly signal: AbortSignal; readonly tty?: boolean },
): Promise<AsyncIterable<LogChunk>> {
  const { signal } = options
  const [tty, response] = await Promise.all([
    options.tty ?? inspectContainer(transport, container).then((detail) => detail.tty),
    transport.output({
      operation: `attach to ${container}`,
      method: 'POST',
      path: `/containers/${encodeURIComponent(container)}/attach`,
      query: { stream: 1, stdout: 1, stderr: 1, logs: 0 },
      signal,
    }),
  ])
  return endingWith(tty ? raw(response) : demux(response), signal)
}

async function* endingWith(chunks: AsyncIterable<LogChunk>, signal: AbortSignal | undefined): AsyncGenerator<LogChunk> {
  try {
    yield* chunks
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

function flag(on: boolean): 1 | undefined {
  return on ? 1 : undefined
}
