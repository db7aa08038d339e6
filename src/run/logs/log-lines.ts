import type { LogChunk } from '../../engine/exec-options.ts'
import type { LogLine } from '../../events.ts'
import { createLineSplitter } from './lines.ts'
import type { Speaker } from './pump.ts'
import { createStampReader } from './stamped.ts'

/** A line with the engine's time. */
export type StampedLine = LogLine & { readonly time: string }

/** The lines of a stream that carries the engine's times, as they come. */
export async function* logLines(
  chunks: AsyncIterable<LogChunk>,
  { container, service }: Speaker,
): AsyncGenerator<readonly StampedLine[]> {
  const splitters = { stdout: createLineSplitter(), stderr: createLineSplitter() }
  const stamps = { stdout: createStampReader(), stderr: createStampReader() }
  const lines = (stream: LogChunk['stream'], texts: readonly string[]): readonly StampedLine[] =>
    texts.map((text) => ({ container, service, stream, ...stamps[stream](text) }))
  for await (const { stream, data } of chunks) yield lines(stream, splitters[stream].push(data))
  for (const stream of ['stdout', 'stderr'] as const) yield lines(stream, splitters[stream].end())
}
