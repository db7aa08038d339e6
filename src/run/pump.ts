import type { LogChunk } from '../engine/port.ts'
import type { Emit } from '../events.ts'
import { createLineSplitter, type LineSplitter } from './lines.ts'
import { stamped } from './stamped.ts'

/** Whose output it is, under its shown name. */
export interface Speaker {
  readonly container: string
  readonly service: string
}

/** Turns the output of a container into log events, line by line; the order within each stream is kept. Resolves at its end. */
export async function pump(
  chunks: AsyncIterable<LogChunk>,
  { container, service }: Speaker,
  {
    emit,
    now,
    times = 'ours',
  }: { readonly emit: Emit; readonly now: () => number; readonly times?: 'ours' | 'engine' },
): Promise<void> {
  const splitters: Record<LogChunk['stream'], LineSplitter> = {
    stdout: createLineSplitter(),
    stderr: createLineSplitter(),
  }
  const tell = (stream: LogChunk['stream'], lines: readonly string[]): void => {
    for (const text of lines) {
      const { time, line } = times === 'engine' ? stamped(text) : { time: stampOf(now()), line: text }
      emit({ type: 'log', container, service, stream, line, time })
    }
  }
  try {
    for await (const { stream, data } of chunks) tell(stream, splitters[stream].push(data))
  } finally {
    for (const stream of ['stdout', 'stderr'] as const) tell(stream, splitters[stream].end())
  }
}

/** RFC 3339 with nine decimals, as Go's RFC3339NanoFixed. */
function stampOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000000Z')
}
