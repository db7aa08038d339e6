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
  const erase = (): string => (shown.length === 0 ? '' : `\x1b[${shown.length}A\r\x1b[J`)
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
