import { interruptionCodes } from '../../api/test/exit-code.ts'
import type { TestSignals } from '../../api/test/subject.ts'
import { withoutEcho } from '../plugin/end-for-docker.ts'

const ending: ReadonlySet<string> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP'])
const forwarded = [...ending, 'SIGUSR1', 'SIGUSR2', 'SIGALRM'] as readonly NodeJS.Signals[]

/** Milliseconds within which a signal comes twice when both the group and the process that passes it on to us got it. */
const together = 100

/**
 * Listens to this process' signals for a test: the first that asks for the end is for the test, the second ends its patience,
 * and a third, for who insists although something does not come to its end, ends the process: `leave` gets the exit code.
 */
export function listenForTest(target: NodeJS.Process, leave: (code: number) => void): TestSignals & Disposable {
  const first = new AbortController()
  const second = new AbortController()
  const before: NodeJS.Signals[] = []
  const listeners = new Set<(name: NodeJS.Signals) => void>()
  let name: NodeJS.Signals | undefined
  let count = 0
  let last = -together
  const on = withoutEcho((signal) => {
    const now = performance.now()
    if (count === 1 && signal === name && now - last < together) return
    last = now
    if (ending.has(signal)) {
      count++
      name ??= signal
      if (count > 2) leave(interruptionCodes.get(signal) ?? 130)
      if (count > 1) second.abort()
      first.abort()
    }
    if (listeners.size === 0) before.push(signal)
    for (const listener of listeners) listener(signal)
  })
  for (const signal of forwarded) target.on(signal, on)
  return {
    first: first.signal,
    second: second.signal,
    name: () => name,
    listen: (received) => {
      listeners.add(received)
      before.splice(0).forEach(received)
      return () => void listeners.delete(received)
    },
    [Symbol.dispose]: () => forwarded.forEach((signal) => target.off(signal, on)),
  }
}
