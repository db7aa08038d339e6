import { lineColumn } from '../../source/file.ts'
import type { Origin } from '../../source/node.ts'

/** A range of a file; lines and columns (UTF-16 code units) count from 1, the end column is the first one behind it. */
export interface Region {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** Where a place begins and ends. */
export function regionOf({ file, start, end }: Origin): Region {
  const from = lineColumn(file, start)
  const to = lineColumn(file, Math.max(start, Math.min(end, file.text.length)))
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
}
