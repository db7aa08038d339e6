/** Milliseconds after Ctrl-C in which a slow reader gets all of the output. */
export const lastWords = 1_000

/**
 * Aborts a moment after the signal. The engine cannot end a container whose output is not read (Engine 28.5.2): a pager at the
 * other end of a pipe would hold up every stop.
 */
export function soonAfter(signal: AbortSignal): AbortSignal {
  const soon = new AbortController()
  signal.addEventListener('abort', () => void setTimeout(() => soon.abort(), lastWords).unref(), { once: true })
  return soon.signal
}
