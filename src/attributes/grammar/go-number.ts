/** A text as Go's `strconv.ParseFloat` reads it: decimals with `_` between digits, `inf` and `nan`. Undefined when it is none. */
export function goFloatOf(written: string): number | undefined {
  const special = specials.get(written.toLowerCase())
  if (special !== undefined) return special
  if (!/^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i.test(written))
    return undefined
  const value = Number(written.replaceAll('_', ''))
  return Number.isFinite(value) ? value : undefined
}

const specials: ReadonlyMap<string, number> = new Map(
  ['inf', 'infinity'].flatMap((word): [string, number][] => [
    [word, Infinity],
    [`+${word}`, Infinity],
    [`-${word}`, -Infinity],
  ]),
).set('nan', Number.NaN)

/** Whether a number fits Go's `int64`; docker compose 2.40.3 turns others into the smallest one. */
export function fitsInt64(value: number | bigint): boolean {
  return value >= -(2 ** 63) && value < 2 ** 63
}
