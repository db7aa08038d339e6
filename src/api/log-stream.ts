import type { LogLine } from '../events.ts'
import { channel } from './channel.ts'
import type { World } from './world.ts'

/** Lines of containers: `for await (const { line } of logs)`, or all at once as a text. Each use reads anew. */
export interface Logs extends AsyncIterable<LogLine> {
  /** Every line with its line end. Of several services each line begins with the container's shown name and ` | `. */
  text(): Promise<string>
}

/** What a reader of logs gets to write to. */
export type LogReader = (world: Pick<World, 'emit' | 'room' | 'signal'>) => Promise<void>

/** The `log` events of a verb as lines. Leaving the loop ends the reading. `shown`: how a line stands in the text. */
export function logStream(read: LogReader, shown: (line: LogLine) => string, signal: AbortSignal): Logs {
  const iterate = (): AsyncGenerator<LogLine, void, undefined> =>
    channel<LogLine>(async ({ push, ...world }) => {
      await read({ ...world, emit: (event) => (event.type === 'log' ? push(event.lines) : undefined) })
    }, signal)
  return {
    [Symbol.asyncIterator]: iterate,
    text: async () => {
      const all: string[] = []
      for await (const line of iterate()) all.push(`${shown(line)}\n`)
      return all.join('')
    },
  }
}
