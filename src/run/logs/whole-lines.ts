import type { LogChunk } from '../../engine/exec-options.ts'

/** Holds back what is no whole line yet, for each stream of a container. Bytes stay as they are. */
export interface WholeLines {
  /** The whole lines that end with this chunk; undefined where none does. */
  readonly complete: (chunk: LogChunk) => LogChunk | undefined
  /** What had no line end. */
  readonly rest: () => readonly LogChunk[]
}

const newline = 10

/** No line has begun yet. */
export function createWholeLines(): WholeLines {
  const open = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }
  return {
    complete: ({ stream, data }) => {
      const end = data.lastIndexOf(newline) + 1
      const before = open[stream]
      if (end === 0) {
        open[stream] = Buffer.concat([before, data])
        return undefined
      }
      open[stream] = Buffer.from(data.subarray(end))
      const whole = data.subarray(0, end)
      return { stream, data: before.length === 0 ? whole : Buffer.concat([before, whole]) }
    },
    rest: () =>
      (['stdout', 'stderr'] as const).flatMap((stream) =>
        open[stream].length === 0 ? [] : [{ stream, data: open[stream] }],
      ),
  }
}

/** Lines with their ends; the last one may have none. */
export function splitLines(data: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let at = 0; at < data.length;) {
    const end = data.indexOf(newline, at) + 1 || data.length
    lines.push(data.subarray(at, end))
    at = end
  }
  return lines
}
