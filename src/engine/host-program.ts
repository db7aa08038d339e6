import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** A program of this machine that has this process' streams. */
export interface HostProgram {
  /** As a shell tells it: 127 for one that is not there, 126 for one that cannot be run, 128 and the signal's number. */
  readonly exitCode: Promise<number>
  /** Signals it and all that it has started. */
  readonly signal: (name: NodeJS.Signals) => void
}

export interface HostCommand {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: ReadonlyMap<string, string>
  /** Hears why it could not be started. */
  readonly onRefused: (message: string) => void
}

/**
 * Starts a program in a process group of its own: it gets each signal once, from us, whoever sent it to whom, and what it has
 * started can be ended with it.
 */
export function startHostProgram({ command, cwd, env, onRefused }: HostCommand): HostProgram {
  const [program = '', ...args] = command
  const exit = Promise.withResolvers<number>()
  const child = spawn(program, args, { cwd, env: Object.fromEntries(env), stdio: 'inherit', detached: true })
  child.once('error', (error: NodeJS.ErrnoException) => {
    onRefused(`${program}: ${refusals.get(error.code ?? '') ?? error.message}`)
    exit.resolve(error.code === 'ENOENT' ? 127 : 126)
  })
  child.once('exit', (code, signal) => exit.resolve(code ?? 128 + (numbers.get(signal ?? '') ?? 0)))
  return {
    exitCode: exit.promise,
    signal: (name) => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, name)
      } catch {
        // All of them have ended.
      }
    },
  }
}

const refusals: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'command not found'],
  ['EACCES', 'permission denied'],
])

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals))
