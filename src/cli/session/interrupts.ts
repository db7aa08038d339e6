import { withoutEcho } from '../plugin/end-for-docker.ts'

/** What Ctrl-C and its like ask for. */
export interface Interrupts {
  /** Aborts on the first: stop gracefully. */
  readonly signal: AbortSignal
  /** Aborts on the second: stop at once. */
  readonly force: AbortSignal
  /** The command changes something from now on: the first signal is an order to finish, however long that takes. */
  readonly begin: () => void
  /** The exit code of a command that was interrupted (COMPOSE.md: exit codes), undefined when it was not. */
  exitCode(): number | undefined
  /** Gives the signals back to Node. */
  stop(): void
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Milliseconds for last words of a command that has changed nothing: enough for any that is not held up. */
const moment = 300

/** Milliseconds for what the second signal asks for: containers are killed in that time, where the engine answers. */
const lastMoments = 3000

/**
 * Listens for SIGINT, SIGTERM and SIGHUP. docker compose 2.40.3 exits with 130 for the first two; a hang-up is 129. `leave`
 * is called for a command that does not come to its end, whatever holds it up: an engine that does not answer, a hook that
 * does not return. That is after the first signal where nothing has begun, else after the second, and at once for one more.
 */
export function listenForInterrupts(target: NodeJS.Process, leave: (code: number) => void): Interrupts {
  const gentle = new AbortController()
  const hard = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let code: number | undefined
  let begun = false
  let count = 0
  const on = withoutEcho((name) => {
    count++
    const exitCode = (code ??= name === 'SIGHUP' ? 129 : 130)
    if (count > 1) hard.abort()
    gentle.abort()
    const patience = patienceAfter(count, begun)
    if (patience === undefined) return
    clearTimeout(timer)
    timer = setTimeout(() => leave(exitCode), patience)
  })
  for (const name of names) target.on(name, on)
  return {
    signal: gentle.signal,
    force: hard.signal,
    begin: () => void (begun ||= count === 0),
    exitCode: () => code,
    stop: () => {
      clearTimeout(timer)
      names.forEach((name) => target.off(name, on))
    },
  }
}

/** Milliseconds until the process ends after so many signals; undefined: as long as the work takes. */
function patienceAfter(count: number, begun: boolean): number | undefined {
  if (!begun) return count === 1 ? moment : 0
  if (count === 1) return undefined
  return count === 2 ? lastMoments : 0
}
