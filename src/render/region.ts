import type { Screen } from './terminal.ts'

/** Lines at the bottom of a terminal that are written over when they change. */
export interface Region {
  /** Shows these lines; writes nothing when they stand there already. */
  show(lines: readonly string[]): void
  /** Runs `write` above the lines: they are taken away and put back. */
  above(write: () => void): void
  /** Leaves the lines where they are; the next `show` starts below them. */
  leave(): void
}

/** A region with nothing in it. */
export function createRegion(screen: Screen): Region {
  let shown: readonly string[] = []
  // A terminal that has become narrower has broken the lines.
  const height = (): number =>
    shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / screen.columns())), 0)
  const erase = (): string => (shown.length === 0 ? '' : `\x1b[${height()}A\r\x1b[J`)
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
  return {
    show: (lines) => {
      if (lines.length === shown.length && lines.every((line, i) => line === shown[i])) return
      // One write, so that a terminal never shows the gap.
      screen.write(`${erase()}${text(lines)}`)
      shown = lines
    },
    above: (write) => {
      screen.write(erase())
      write()
      screen.write(text(shown))
    },
    leave: () => {
      shown = []
    },
  }
}

function widthOf(line: string): number {
  // oxlint-disable-next-line no-control-regex
  return line.replace(/\x1b\[[\d;]*m/g, '').length
}
