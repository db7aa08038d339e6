import type { LogsOptions } from '../api/logs.ts'
import type { World } from '../api/world/world.ts'
import type { LogLine } from '../events.ts'
import { channel } from './channel.ts'

/** Which lines of logs. */
export interface LogsQuery {
  /** Goes on with what will be printed, until nothing runs any more, the loop is left, or the signal aborts. Default false. */
  readonly follow?: boolean
  /** So many last lines of each container; absent: all. */
  readonly tail?: number
  /** A time (RFC 3339), or how long ago (`10m`). Default: from the beginning. */
  readonly since?: string
  /** The same. Default: to the end. */
  readonly until?: string
  /** Aborting it ends the reading. */
  readonly signal?: AbortSignal
}

/** Lines of containers: `for await (const { line } of logs)`, or all at once as a text. Each use reads anew. */
export interface Logs extends AsyncIterable<LogLine> {
  /** Every line with its line end. Of several services each line begins with the container's shown name and ` | `. */
  text(): Promise<string>
}

/** The part of the verb's options that says which lines are wanted. */
type AskedLogs = Pick<LogsOptions, 'services' | 'follow' | 'tail' | 'order' | 'times' | 'since' | 'until'>

/** How the verb is called: with what is asked, and where its lines go. */
export type LogReader = (asked: AskedLogs, to: Pick<World, 'emit' | 'room' | 'signal'>) => Promise<void>

/** The `log` events of the verb as lines, in the order of time. Leaving the loop ends the reading. */
export function logsOf(
  { follow = false, tail, since, until }: { readonly [K in keyof LogsQuery]: LogsQuery[K] | undefined },
  { services, signal }: { readonly services: readonly string[]; readonly signal: AbortSignal },
  read: LogReader,
): Logs {
  const asked: AskedLogs = {
    services,
    follow,
    tail: tail === undefined ? 'all' : String(tail),
    order: 'time',
    times: 'engine',
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
  const iterate = (): AsyncGenerator<LogLine, void, undefined> =>
    channel<LogLine>(async ({ push, ...world }) => {
      await read(asked, { ...world, emit: (event) => (event.type === 'log' ? push(event.lines) : undefined) })
    }, signal)
  const shown = services.length === 1 ? lineAlone : lineWithName
  return {
    [Symbol.asyncIterator]: iterate,
    text: async () => {
      const all: string[] = []
      for await (const line of iterate()) all.push(`${shown(line)}\n`)
      return all.join('')
    },
  }
}

function lineAlone({ line }: LogLine): string {
  return line
}

function lineWithName({ container, line }: LogLine): string {
  return `${container} | ${line}`
}
