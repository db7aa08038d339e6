/** Random choices that a seed repeats. */
export interface Dice {
  /** A whole number from 0 up to, but not including, `below`. */
  readonly number: (below: number) => number
  readonly pick: <T>(from: readonly T[]) => T
}

/** The generator of Mulberry32: 32 bits of state, good enough to choose by. */
export function random(seed: number): Dice {
  let state = seed >>> 0
  const number = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
  return { number, pick: (from) => from[number(from.length)] as (typeof from)[number] }
}
