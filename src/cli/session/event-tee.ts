import type { Emit } from '../../events.ts'
import type { Terminal } from '../../render/terminal.ts'
import type { Globals } from '../argv/globals.ts'
import type { EventSink } from './event-sink.ts'

/** `--events`. Loaded only where it is asked for. */
export async function sinkFor(
  { events }: Globals,
  command: string,
  terminal: Terminal,
): Promise<EventSink | undefined> {
  if (events === undefined) return undefined
  const { openEventSink } = await import('./event-sink.ts')
  const { version } = await import('../../api/version.ts')
  return openEventSink(events, { command, version: version().version, terminal, now: Date.now })
}

/** Events are shown, and written down. */
export function teeing(show: Emit, sink: EventSink | undefined): Emit {
  if (sink === undefined) return show
  return (event) => {
    show(event)
    sink.take(event)
  }
}

/** The error, which the sink has been told. */
export function told(error: unknown, sink: EventSink | undefined, cwd: string): unknown {
  sink?.fail(error, cwd)
  return error
}
