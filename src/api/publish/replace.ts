import type { Origin } from '../../source/node.ts'

/** A value of a file that is written anew. */
export interface Replacement {
  readonly at: Pick<Origin, 'start' | 'end'>
  readonly text: string
}

/** The text with other values in some places; all else stays byte for byte, comments and order too. */
export function replaced(text: string, replacements: readonly Replacement[]): string {
  const once = new Map(replacements.map((it) => [it.at.start, it]))
  return [...once.values()]
    .toSorted((a, b) => b.at.start - a.at.start)
    .reduce((rest, { at, text: value }) => `${rest.slice(0, at.start)}${value}${rest.slice(at.end)}`, text)
}
