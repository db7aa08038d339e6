import type { ExpectedLine } from './expected-line.ts'

/** A line of a difference: in both, only expected, only there. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/** Whether a line that is written stands for a line that came, by their indexes. */
export type Matches = (expected: number, actual: number) => boolean

/** The table of a comparison has a cell for each pair of lines. */
const mostLines = 2000

/** The beginning and the end of what has too many lines to be compared; for the line between, which says so, only `...` stands. */
export function withoutMiddle(lines: readonly string[]): readonly string[] {
  const half = mostLines / 2
  if (lines.length <= mostLines) return lines
  return [...lines.slice(0, half), `(${lines.length - mostLines} lines in between)`, ...lines.slice(-half)]
}

/** What came beside what was expected, with as few differences as can be; `...` takes any lines. */
export function align(
  expected: readonly ExpectedLine[],
  actual: readonly string[],
  matches: Matches,
): readonly DiffLine[] {
  const table = costs(expected, actual, matches)
  const lines: DiffLine[] = []
  let [e, a] = [0, 0]
  while (e < expected.length || a < actual.length) {
    const line = expected[e]
    const here = cost(table, e, a)
    if (line?.kind === 'any' && cost(table, e + 1, a) === here) e += 1
    else if (line?.kind === 'any' && a < actual.length && cost(table, e, a + 1) === here)
      lines.push({ sign: ' ', text: actual[a++] ?? '' })
    else if (
      line !== undefined &&
      a < actual.length &&
      isSame(line, [e, a], matches) &&
      cost(table, e + 1, a + 1) === here
    ) {
      lines.push({ sign: ' ', text: actual[a] ?? '' })
      e += 1
      a += 1
    } else if (line !== undefined && cost(table, e + 1, a) + 1 === here) {
      lines.push({ sign: '-', text: line.text })
      e += 1
    } else lines.push({ sign: '+', text: actual[a++] ?? '' })
  }
  return lines
}

/** The lines of a unified difference, with three lines around each change. */
export function unified(lines: readonly DiffLine[]): readonly string[] {
  const around = 3
  const changed = lines.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]))
  const near = (index: number): boolean => changed.some((at) => Math.abs(at - index) <= around)
  const text: string[] = []
  let [expected, actual] = [1, 1]
  let open: DiffLine[] = []
  let from = [1, 1]
  const close = (): void => {
    if (open.length === 0) return
    const count = (sign: '-' | '+'): number => open.filter((line) => line.sign !== (sign === '-' ? '+' : '-')).length
    text.push(`@@ -${from[0]},${count('-')} +${from[1]},${count('+')} @@`, ...open.map((it) => it.sign + it.text))
    open = []
  }
  for (const [index, line] of lines.entries()) {
    if (near(index)) {
      if (open.length === 0) from = [expected, actual]
      open.push(line)
    } else close()
    if (line.sign !== '+') expected += 1
    if (line.sign !== '-') actual += 1
  }
  close()
  return text
}

/** How many lines differ from a place on, for each pair of places; the last row and column are the ends. */
function costs(expected: readonly ExpectedLine[], actual: readonly string[], matches: Matches): readonly Uint32Array[] {
  const rows = Array.from({ length: expected.length + 1 }, () => new Uint32Array(actual.length + 1))
  for (let e = expected.length; e >= 0; e -= 1) {
    for (let a = actual.length; a >= 0; a -= 1) {
      const row = rows[e]
      if (row !== undefined) row[a] = cheapest(rows, [e, a], { line: expected[e], more: a < actual.length, matches })
    }
  }
  return rows
}

function cheapest(
  rows: readonly Uint32Array[],
  [e, a]: readonly [number, number],
  {
    line,
    more,
    matches,
  }: { readonly line: ExpectedLine | undefined; readonly more: boolean; readonly matches: Matches },
): number {
  if (line === undefined) return more ? cost(rows, e, a + 1) + 1 : 0
  if (line.kind === 'any') return Math.min(cost(rows, e + 1, a), more ? cost(rows, e, a + 1) : Infinity)
  const skipped = cost(rows, e + 1, a) + 1
  if (!more) return skipped
  const same = isSame(line, [e, a], matches) ? cost(rows, e + 1, a + 1) : Infinity
  return Math.min(same, skipped, cost(rows, e, a + 1) + 1)
}

function isSame({ kind }: ExpectedLine, [e, a]: readonly [number, number], matches: Matches): boolean {
  return kind !== 'any' && matches(e, a)
}

function cost(rows: readonly Uint32Array[], e: number, a: number): number {
  return rows[e]?.[a] ?? Infinity
}
