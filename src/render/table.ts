/** Rows under a header, columns three spaces apart, as docker prints tables (Go's tabwriter: widths in characters, minimum 10). */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows]
  const last = header.length - 1
  const widths = header.map((_, column) => Math.max(...all.map((cells) => width(cells[column] ?? ''))))
  return all
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === last ? cell : cell + ' '.repeat(Math.max(10, (widths[column] ?? 0) + 3) - width(cell)),
        )
        .join(''),
    )
    .map((text) => `${text}\n`)
    .join('')
}

function width(text: string): number {
  return Array.from(text).length
}
