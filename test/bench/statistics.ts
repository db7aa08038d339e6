/** The value below which the share `q` of the samples lies (nearest rank). */
function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

/** Ratios of pairs that ran one after the other, so that slow moments of the machine hit both sides. */
export function pairRatios(ours: readonly number[], theirs: readonly number[]): readonly number[] {
  return ours.map((value, i) => value / (theirs[i] ?? Number.NaN))
}

/** `1.84 s [1.79-1.95] min 1.70`: the median, the middle half, and the best, which other work on the machine disturbs least. */
export function seconds(samples: readonly number[]): string {
  const s = (q: number): string => (quantile(samples, q) / 1000).toFixed(quantile(samples, 0.5) < 1000 ? 3 : 2)
  return `${s(0.5)} s [${s(0.25)}-${s(0.75)}] min ${s(0)}`
}

/** `0.58 [0.55-0.61]`. */
export function ratio(samples: readonly number[]): string {
  const r = (q: number): string => quantile(samples, q).toFixed(2)
  return `${r(0.5)} [${r(0.25)}-${r(0.75)}]`
}
