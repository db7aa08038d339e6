/**
 * Ends this process as SIGTERM does. Its listeners get no number with the name, other than with a real signal, by which
 * `withoutEcho` tells it apart.
 */
export function endForDocker(target: NodeJS.Process): void {
  if (!target.emit('SIGTERM', 'SIGTERM')) target.kill(target.pid, 'SIGTERM')
}

/**
 * A listener to signals that does not hear `endForDocker` after a signal: without a terminal docker closes the connection
 * when it gets a signal itself, and where the whole process group got it, that is one interrupt and not two.
 */
export function withoutEcho(listener: (name: NodeJS.Signals) => void): (name: NodeJS.Signals, number?: number) => void {
  let signalled = false
  return (name, number) => {
    if (number === undefined && signalled) return
    signalled = true
    listener(name)
  }
}
