import type { LogLine } from '../events.ts'
import type { World } from './world.ts'

/** Lines of containers: `for await (const { line } of logs)`, or all at once as a text. Each use reads anew. */
export interface Logs extends AsyncIterable<LogLine> {
  /** Every line with its line end. Of several services each line begins with the container's shown name and ` | `. */
  text(): Promise<string>
}

/** What a reader of logs gets to write to. */
export type LogReader = (world: Pick<World, 'emit' | 'room' | 'signal'>) => Promise<void>

/** So many lines may wait for a slow consumer before the engine has to. */
const enough = 1000

/** The `log` events of a verb as lines. Leaving the loop ends the reading. `shown`: how a line stands in the text. */
export function logStream(read: LogReader, shown: (line: LogLine) => string, signal: AbortSignal): Logs {
  const iterate = (): AsyncGenerator<LogLine> => lines(read, signal)
  return {
    [Symbol.asyncIterator]: iterate,
    text: async () => {
      const all: string[] = []
      for await (const line of iterate()) all.push(`${shown(line)}\n`)
      return all.join('')
    },
  }
}

async function* lines(read: LogReader, signal: AbortSignal): AsyncGenerator<LogLine> {
  const over = new AbortController()
  const queue: LogLine[] = []
  let news = Promise.withResolvers<void>()
  let room = Promise.withResolvers<void>()
  const ended = read({
    emit: (event) => {
      if (event.type === 'log') queue.push(...event.lines)
      news.resolve()
    },
    room: async () => {
      if (queue.length > enough && !over.signal.aborted) await room.promise
    },
    signal: AbortSignal.any([signal, over.signal]),
  }).then(() => true)
  // Who left the loop does not want to hear of it; who is in it does, below.
  ended.catch(() => undefined)
  try {
    for (;;) {
      const done = await Promise.race([news.promise, ended])
      news = Promise.withResolvers()
      yield* queue.splice(0)
      room.resolve()
      room = Promise.withResolvers()
      if (done === true && queue.length === 0) return
    }
  } finally {
    over.abort()
    room.resolve()
  }
}
