/** One text that was read: a compose file, an env file, a Dockerfile. */
export interface SourceFile {
  /** Absolute path, or `-` for standard input. */
  readonly path: string
  readonly text: string
  /** Offsets (UTF-16 code units) at which each line starts; the first is 0. */
  readonly lineStarts: readonly number[]
  /** What people call it, where that is not its path: `compose` for what a program hands over in the place of a file. */
  readonly shown?: string
}

/** A position that people can find: both counted from 1, columns in UTF-16 code units. */
export interface LineColumn {
  readonly line: number
  readonly column: number
}

/**
 * Wraps a text together with its line index. What prints an error with all that hangs on it, as Node and test runners do, does not
 * print the text, which may hold secrets, nor the index, which tells people nothing.
 */
export function sourceFile(path: string, text: string, shown?: string): SourceFile {
  const lineStarts = [0]
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lineStarts.push(i + 1)
  return withText({ path, lineStarts, ...(shown === undefined ? {} : { shown }) }, text)
}

/** The file with another text, whose lines start where those of its own did. */
export function withText({ lineStarts, ...named }: Omit<SourceFile, 'text'>, text: string): SourceFile {
  const hidden = { enumerable: false }
  return Object.defineProperties({ ...named, text, lineStarts }, { text: hidden, lineStarts: hidden })
}

/** Line and column of an offset, found by binary search. */
export function lineColumn(file: SourceFile, offset: number): LineColumn {
  let low = 0
  let high = file.lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((file.lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (file.lineStarts[low] ?? 0) + 1 }
}

/** Where the line ends in which an offset lies: at its line feed, or at the end of the text. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}
