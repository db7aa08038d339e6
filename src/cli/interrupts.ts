import { withoutEcho } from './plugin/end-for-docker.ts'

/** What Ctrl-C and its like ask for. */
export interface Interrupts {
  /** Aborts on the first: stop gracefully. */
  readonly signal: AbortSignal
  /** Aborts on the second: stop at once. */
  readonly force: AbortSignal
  /** The exit code of a command that was interrupted (reference 1.4), undefined when it was not. */
  exitCode(): number | undefined
  /** Gives the signals back to Node. */
  stop(): void
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens for SIGINT, SIGTERM and SIGHUP. docker compose 2.40.3 exits with 130 for the first two; a hang-up is 129. */
export function listenForInterrupts(target: NodeJS.Process): Interrupts {
  const gentle = new AbortController()
  const hard = new AbortController()
  let code: number | undefined
  const on = withoutEcho((name) => {
    if (gentle.signal.aborted) hard.abort()
    code ??= name === 'SIGHUP' ? 129 : 130
    gentle.abort()
  })
  for (const name of names) target.on(name, on)
  return {
    signal: gentle.signal,
    force: hard.signal,
    exitCode: () => code,
    stop: () => names.forEach((name) => target.off(name, on)),
  }
}
