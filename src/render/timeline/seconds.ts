/** Milliseconds as people read them: `0.04 s`, `3.1 s`, `42 s`, `3 min 5 s`. */
export function seconds(milliseconds: number): string {
  if (milliseconds >= 120_000)
    return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`
  const digits = milliseconds < 995 ? 2 : milliseconds < 9_950 ? 1 : 0
  return `${(milliseconds / 1000).toFixed(digits)} s`
}
