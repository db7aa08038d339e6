import { setTimeout as delay } from 'node:timers/promises'
import type { LogChunk } from '../../engine/exec-options.ts'
import type { Emit, LogLine } from '../../events.ts'
import { createLineSplitter, type LineSplitter } from './lines.ts'
import { createStampReader } from './stamped.ts'

/** Whose output it is, under its shown name. */
export interface Speaker {
  readonly container: string
  readonly service: string
}

/**
 * Resolves when there is room for more output, or the signal aborts: whether there is. Who reads a stream waits for it after each chunk, so
 * that a slow reader of ours slows down the engine instead of filling our memory.
 */
export type Room = (signal?: AbortSignal) => Promise<boolean>

/** Where output goes, and how its times are known. */
export interface PumpWorld {
  readonly emit: Emit
  readonly now: () => number
  /** `engine`: each line comes with the engine's; `ours`, the default: that of its arrival. */
  readonly times?: 'ours' | 'engine' | 'none'
  /** Absent: there always is. */
  readonly room?: Room
  /** Ends the waiting for room: from then on what there is no room for is left out. */
  readonly signal?: AbortSignal
}

/**
 * Turns the output of a container into log events, one for all lines that came together; the order within each stream is
 * kept. Resolves at its end.
 */
export async function pump(
  chunks: AsyncIterable<LogChunk>,
  { container, service }: Speaker,
  { emit, now, times = 'ours', room, signal }: PumpWorld,
): Promise<void> {
  const splitters: Record<LogChunk['stream'], LineSplitter> = {
    stdout: createLineSplitter(),
    stderr: createLineSplitter(),
  }
  const stamps = { stdout: createStampReader(), stderr: createStampReader() }
  const tell = (stream: LogChunk['stream'], texts: readonly string[]): void => {
    if (texts.length === 0) return
    const time = times === 'ours' ? stampOf(now()) : undefined
    const lines = texts.map((line): LogLine => {
      if (times === 'engine') return { container, service, stream, ...stamps[stream](line) }
      return time === undefined ? { container, service, stream, line } : { container, service, stream, line, time }
    })
    emit({ type: 'log', lines })
  }
  try {
    let heard = true
    for await (const { stream, data } of chunks) {
      if (heard) tell(stream, splitters[stream].push(data))
      heard = room === undefined || (await room(signal))
      if (data.length > crowd) await delay(breath)
    }
  } finally {
    for (const stream of ['stdout', 'stderr'] as const) tell(stream, splitters[stream].end())
  }
}

/**
 * In a flood the engine sends line by line as fast as it can, and a write of ours for each few of them costs more than all
 * the rest: after so many bytes at once, a breath lets more of them gather. Milliseconds.
 */
const crowd = 2048
const breath = 1

/** RFC 3339 with nine decimals, as Go's RFC3339NanoFixed. */
export function stampOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000000Z')
}
