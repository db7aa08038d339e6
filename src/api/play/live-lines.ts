import { isHeading, tabulated } from '../../scenario/tabulated.ts'
import type { Eyes } from './eyes.ts'

/** Lines that are shown as they come. */
export interface LiveLines {
  readonly show: (line: string) => void
  readonly end: () => void
}

/** A table is shown at its end: what stands in it is shorter on the stage than on the copy, and its columns with it. */
export function liveLines(
  { plain, discreet }: Pick<Eyes, 'plain' | 'discreet'>,
  show: (line: string) => void,
): LiveLines {
  const table: string[] = []
  let began = false
  return {
    show: (line) => {
      if (table.length > 0 || (!began && isHeading(line))) table.push(line)
      else show(discreet(plain(line)))
      began = true
    },
    end: () => {
      for (const line of tabulated(table, plain)) show(discreet(line))
    },
  }
}
