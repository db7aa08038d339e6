/**
 * Milliseconds by a clock that nobody sets, from a beginning that means nothing. `performance.now()` is the same, but it makes Node
 * load nine modules, and each command that changes something measures.
 */
export function steadyNow(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}
