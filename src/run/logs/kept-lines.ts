/** Keeps the beginning and the end of an output. */
export interface KeptLines {
  readonly add: (line: string) => void
  /** With a line in the place of what was left out in the middle. */
  readonly all: () => readonly string[]
}

/** `lines` and `characters` are how much is kept, a half of each at either end. */
export function keptLines(most: { readonly lines: number; readonly characters: number }): KeptLines {
  const half = { lines: Math.floor(most.lines / 2), characters: Math.floor(most.characters / 2) }
  const head: string[] = []
  let tail: string[] = []
  let [headSize, tailSize, gone] = [0, 0, 0]
  // What has gone from the tail stays in its array until that is worth a copy.
  let first = 0
  return {
    add: (line) => {
      if (gone === 0 && tail.length === 0 && head.length < half.lines && headSize + line.length <= half.characters) {
        headSize += line.length
        head.push(line)
        return
      }
      tailSize += line.length
      tail.push(line)
      while (tail.length - first > half.lines || tailSize > half.characters) {
        tailSize -= tail[first]?.length ?? 0
        first += 1
        gone += 1
      }
      if (first > half.lines) {
        tail = tail.slice(first)
        first = 0
      }
    },
    all: () => [...head, ...(gone === 0 ? [] : [`(${gone} lines in between)`]), ...tail.slice(first)],
  }
}
