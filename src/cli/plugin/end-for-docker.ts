/**
 * Ends this process as SIGTERM does. Its listeners get no number with the name, other than with a real signal, by which
 * `withoutEcho` tells it apart.
 */
export function endForDocker(target: NodeJS.Process): void {
  if (!target.emit('SIGTERM', 'SIGTERM')) target.kill(target.pid, 'SIGTERM')
}

/** A signal that comes so soon after `endForDocker` is the one for which docker ended us, milliseconds. */
const together = 1_000

/**
 * A listener to signals that does not hear `endForDocker` after a signal: without a terminal docker closes the connection
 * when it gets a signal itself, and where the whole process group got it, that is one interrupt and not two. On a busy machine
 * docker's part may come first.
 */
export function withoutEcho(
  listener: (name: NodeJS.Signals) => void,
  now: () => number = () => performance.now(),
): (name: NodeJS.Signals, number?: number) => void {
  let signalled = false
  let echoed: number | undefined
  return (name, number) => {
    if (number === undefined && signalled) return
    const isSame = echoed !== undefined && now() - echoed < together
    echoed = number === undefined ? now() : undefined
    signalled = true
    if (!isSame) listener(name)
  }
}
