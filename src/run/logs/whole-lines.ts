import type { LogChunk } from '../../engine/exec-options.ts'

/** Holds back what is no whole line yet, for each stream of a container. Bytes stay as they are. */
export interface WholeLines {
  /** The whole lines that end with this chunk; undefined where none does. A very long line comes in parts. */
  readonly complete: (chunk: LogChunk) => LogChunk | undefined
  /** What had no line end. */
  readonly rest: () => readonly LogChunk[]
}

/** Up to where the beginning of a line may be handed on before its end is known; not 0. */
export type PartEnd = (line: Uint8Array) => number

const newline = 10
/** So many bytes of a line are held back; what prints without ever ending a line must not fill our memory. */
const longest = 1024 * 1024

const whole: PartEnd = (line) => line.length

/** No line has begun yet. A part of a very long line ends anywhere, unless `partEnd` says where. */
export function createWholeLines(partEnd: PartEnd = whole): WholeLines {
  const open = { stdout: createHeld(), stderr: createHeld() }
  return {
    complete: ({ stream, data }) => {
      const held = open[stream]
      const lines = data.lastIndexOf(newline) + 1
      if (lines === 0) {
        held.add(data)
        return held.size() < longest ? undefined : { stream, data: held.take(partEnd) }
      }
      if (held.size() === 0) {
        held.add(data.subarray(lines))
        return { stream, data: data.subarray(0, lines) }
      }
      held.add(data)
      return { stream, data: held.take(() => held.size() - (data.length - lines)) }
    },
    rest: () =>
      (['stdout', 'stderr'] as const).flatMap((stream) =>
        open[stream].size() === 0 ? [] : [{ stream, data: open[stream].take(whole) }],
      ),
  }
}

interface Held {
  readonly size: () => number
  readonly add: (data: Uint8Array) => void
  /** What is held up to a place, and no longer. */
  readonly take: (end: PartEnd) => Uint8Array
}

/** Whether bytes come one by one or many at once, each is copied about twice. */
function createHeld(): Held {
  let room = new Uint8Array()
  let size = 0
  const all = (): Uint8Array => room.subarray(0, size)
  const add = (data: Uint8Array): void => {
    if (size + data.length > room.length) {
      const larger = new Uint8Array(2 * (size + data.length))
      larger.set(all())
      room = larger
    }
    room.set(data, size)
    size += data.length
  }
  return {
    size: () => size,
    add,
    take: (end) => {
      const held = all()
      const to = end(held)
      room = new Uint8Array()
      size = 0
      add(held.subarray(to))
      return held.subarray(0, to)
    },
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
