/** Numbers that look like chance and are the same for the same seed. */
export interface Chance {
  /** From 0 up to 1. */
  readonly next: () => number
  /** Seconds between this letter and the next one, as a person types. */
  readonly keystroke: (letter: string) => number
}

/** mulberry32. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    keystroke: (letter) => {
      const pause = letter === ' ' ? 0.05 : /[\w]/.test(letter) ? 0.03 : 0.08
      return pause + 0.06 * next()
    },
  }
}
