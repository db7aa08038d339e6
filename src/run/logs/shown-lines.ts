import { splitLines } from './whole-lines.ts'

/** How much of a stream was handed on, for when its lines come again from the first on. */
export interface ShownLines {
  /** This was handed on: whole lines, or a part of one. */
  readonly add: (data: Uint8Array) => void
  /** What of lines that come again was not handed on. */
  readonly fresh: (data: Uint8Array) => Uint8Array
}

/**
 * Nothing was shown yet. Lines are counted and not bytes: in the engine's logs a line may be longer than it was printed,
 * because they replace what is no UTF-8.
 */
export function createShownLines(): ShownLines {
  let lines = 0
  /** Of the line that follows these. */
  let bytes = 0
  const unknown = (line: Uint8Array): readonly Uint8Array[] => {
    if (lines > 0) {
      lines -= isWhole(line) ? 1 : 0
      return []
    }
    const known = Math.min(bytes, line.length)
    bytes = isWhole(line) ? 0 : bytes - known
    return known === line.length ? [] : [line.subarray(known)]
  }
  return {
    add: (data) => {
      for (const line of splitLines(data)) {
        lines += isWhole(line) ? 1 : 0
        bytes = isWhole(line) ? 0 : bytes + line.length
      }
    },
    fresh: (data) => Buffer.concat(splitLines(data).flatMap(unknown)),
  }
}

function isWhole(line: Uint8Array): boolean {
  return line.at(-1) === 10
}
