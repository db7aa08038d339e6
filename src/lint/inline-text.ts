import { lineColumn, type SourceFile } from '../source/file.ts'
import type { Origin } from '../source/node.ts'
import { lineOf } from './line-of.ts'

/** A text, and where a range of it stands in a file. */
export interface InlineText {
  readonly text: string
  readonly at: (start: number, end: number) => Origin
}

/** The whole of a file. */
export function wholeFile(file: SourceFile): InlineText {
  return { text: file.text, at: (start, end) => ({ file, start, end }) }
}

/**
 * A text that stands in a block of YAML (`dockerfile_inline: |`). A line that stands there as it is has its own place; for
 * what is folded, escaped or filled in, the place is that of the value.
 */
export function inlineText(text: string, whole: Origin): InlineText {
  const { file } = whole
  const first = lineColumn(file, whole.start).line
  const lines = text.split('\n')
  const starts = [0]
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1)
  const find = (offset: number): number | undefined => {
    const index = lineOf(starts, offset)
    const from = file.lineStarts[first + index]
    if (from === undefined) return undefined
    const written = file.text.slice(from, file.lineStarts[first + index + 1] ?? file.text.length).replace(/\r?\n$/, '')
    const line = lines[index] ?? ''
    if (written.trimStart() !== line.trimStart()) return undefined
    return from + (written.length - line.length) + (offset - (starts[index] ?? 0))
  }
  return {
    text,
    at: (start, end) => {
      const [from, to] = [find(start), find(end)]
      return from === undefined || to === undefined ? whole : { file, start: from, end: to }
    },
  }
}
