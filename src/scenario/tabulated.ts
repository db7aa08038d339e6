/** Two or more headings in capitals, with the blanks between columns. */
const headings = /^[A-Z][A-Z0-9%/#() ]*?(?: {2,}[A-Z][A-Z0-9%/#() ]*?)+ *$/

/** Blanks between two columns, as docker's tables have them. */
const gap = 3

/** Whether a table begins with this line. */
export function isHeading(line: string): boolean {
  return headings.test(line)
}

/**
 * The lines, each changed; those of a table cell by cell, its columns as wide as what stands in them afterwards. A table is
 * what begins with a line of headings.
 */
export function tabulated(lines: readonly string[], change: (text: string) => string): readonly string[] {
  const [head = ''] = lines
  if (!headings.test(head)) return lines.map(change)
  const starts = [...head.matchAll(/(?:^| {2,})(?=[A-Z])/g)].map(({ index, 0: blanks }) => index + blanks.length)
  const end = lines.findIndex((line) => line.trim() === '')
  const rows = end === -1 ? lines : lines.slice(0, end)
  if (!rows.every((row) => starts.every((start) => start === 0 || (row[start - 1] ?? ' ') === ' ')))
    return lines.map(change)
  const cells = rows.map((row) => starts.map((start, i) => change(row.slice(start, starts[i + 1]).trimEnd())))
  const widths = starts.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)) + gap)
  const drawn = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd(),
  )
  return [...drawn, ...lines.slice(rows.length).map(change)]
}
