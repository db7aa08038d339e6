/** The number, from 0, of the last line that starts there or before. By halving: a file may have very many lines and words. */
export function lineOf(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  return low
}
