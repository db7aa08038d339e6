import { type HostCommand, startHostProgram } from '../../engine/host/host-program.ts'
import type { Seat } from '../../run/seat.ts'
import { run, type RunOptions } from '../run.ts'
import type { World } from '../world/world.ts'

/** A test that runs. */
export interface Running {
  readonly exitCode: Promise<number>
  /** Of a program of this machine that has started. */
  readonly pid?: number | undefined
  readonly signal: (name: NodeJS.Signals) => void
  /** Ends it at once, whatever it does. */
  readonly kill: () => void
  /** Of a program of this machine that has ended: ends what it has left running, and tells whether there was anything. */
  readonly endRest?: () => Promise<boolean>
}

/** What comes in from outside while a test runs. */
export interface TestSignals {
  /** Aborts at the first signal that asks for the end. */
  readonly first: AbortSignal
  /** Aborts at the second: no more patience. */
  readonly second: AbortSignal
  /** Which one was the first. */
  readonly name: () => NodeJS.Signals | undefined
  /** Hands on every signal from now on, and those that have come before. Returns how to stop. */
  readonly listen: (received: (name: NodeJS.Signals) => void) => () => void
}

/** Runs a one-off of a service with this process' streams; signals come from the test's own source. */
export function runService(options: RunOptions, seat: Seat, world: World): Running {
  const early: NodeJS.Signals[] = []
  let receive: ((name: NodeJS.Signals) => void) | undefined
  const signal = (name: NodeJS.Signals): void => {
    if (receive === undefined) early.push(name)
    else receive(name)
  }
  const relayed: Seat = {
    ...seat,
    onSignal: (received) => {
      receive = received
      early.splice(0).forEach(received)
      return () => void (receive = undefined)
    },
  }
  const ended = run(options, relayed, world).then((result) => ('exitCode' in result ? result.exitCode : 0))
  const kill = (): void => {
    // A second order to end is one to end at once.
    signal('SIGTERM')
    signal('SIGTERM')
  }
  return { exitCode: ended, signal, kill }
}

/** Runs a program of this machine in the current folder. */
export function runOnHost(
  { command, env, heard }: Pick<HostCommand, 'command' | 'env' | 'heard'>,
  world: World,
): Running {
  const onRefused = (message: string): void => world.emit({ type: 'notice', message })
  const program = startHostProgram({ command, cwd: world.cwd, env, onRefused, ...(heard && { heard }) })
  return { ...program, kill: () => program.signal('SIGKILL') }
}

export interface Supervision {
  readonly signals: TestSignals
  /** Milliseconds that a test has for its last words. */
  readonly grace: number
  /** Seconds that it may take; absent: any number. */
  readonly limit: number | undefined
}

/** The test's exit code, or `late` when it took too long. It gets every signal, and after an order to end its grace period. */
export async function supervise(running: Running, { signals, grace, limit }: Supervision): Promise<number | 'late'> {
  const timers: ReturnType<typeof setTimeout>[] = []
  const after = (milliseconds: number, act: () => void): void => void timers.push(setTimeout(act, milliseconds))
  const end = (name: NodeJS.Signals): void => {
    running.signal(name)
    if (ending.has(name)) after(grace, running.kill)
  }
  let late = false
  if (limit !== undefined)
    after(limit * 1000, () => {
      late = true
      end('SIGTERM')
    })
  const stop = signals.listen(end)
  signals.second.addEventListener('abort', running.kill)
  try {
    const exitCode = await running.exitCode
    return late ? 'late' : exitCode
  } finally {
    stop()
    timers.forEach(clearTimeout)
    signals.second.removeEventListener('abort', running.kill)
  }
}

const ending: ReadonlySet<string> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP'])
