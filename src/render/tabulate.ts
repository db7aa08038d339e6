/** How wide the columns of a table are, in characters. */
export interface Columns {
  readonly least: number
  readonly gap: number
}

/** The tables of docker's formatter: `ps`, `volumes`, `stats`. */
const formatter: Columns = { least: 10, gap: 3 }

/**
 * Aligns tab-separated text as Go's tabwriter does: each run of lines that have a cell in a column makes that column as
 * wide as its widest cell.
 */
export function tabulate(text: string, columns: Columns = formatter): string {
  const ended = text.endsWith('\n')
  const lines = (ended ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'))
  const out: string[] = []
  layOut({ lines, out, ...columns }, { from: 0, to: lines.length, widths: [] })
  return `${out.join('\n')}${ended ? '\n' : ''}`
}

interface Sheet extends Columns {
  readonly lines: readonly (readonly string[])[]
  readonly out: string[]
}

interface Block {
  readonly from: number
  readonly to: number
  readonly widths: readonly number[]
}

function layOut(sheet: Sheet, { from, to, widths }: Block): void {
  const column = widths.length
  // What follows the last tab of a line is in no column.
  const has = (line: number): boolean => line < to && column < (sheet.lines[line]?.length ?? 0) - 1
  let done = from
  for (let start = from; start < to; start++) {
    if (!has(start)) continue
    print(sheet, { from: done, to: start, widths })
    let end = start
    let width = sheet.least
    for (; has(end); end++) width = Math.max(width, widthOf(sheet.lines[end]?.[column] ?? '') + sheet.gap)
    layOut(sheet, { from: start, to: end, widths: [...widths, width] })
    done = end
    start = end - 1
  }
  print(sheet, { from: done, to, widths })
}

function print({ lines, out }: Sheet, { from, to, widths }: Block): void {
  for (const cells of lines.slice(from, to)) {
    out.push(cells.map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)))).join(''))
  }
}

function widthOf(text: string): number {
  return Array.from(text).length
}
