import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { endGroups, signalGroup } from './process-group.ts'

/** A program of this machine that has this process' streams. */
export interface HostProgram {
  /** Its number, and that of its process group; undefined where it could not be started. */
  readonly pid: number | undefined
  /** As a shell tells it: 127 for one that is not there, 126 for one that cannot be run, 128 and the signal's number. */
  readonly exitCode: Promise<number>
  /** Signals it and all that it has started. */
  readonly signal: (name: NodeJS.Signals) => void
  /** Ends what it has left running in its process group, which is asked first. Resolves with whether there was anything. */
  readonly endRest: () => Promise<boolean>
}

export interface HostCommand {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: ReadonlyMap<string, string>
  /** Hears why it could not be started. */
  readonly onRefused: (message: string) => void
  /** Hears what it prints, which is shown all the same; absent: it has this process' streams themselves. */
  readonly heard?: HostEars
}

/** Who listens to a program. Terminals are not listened to. */
export interface HostEars {
  readonly take: (stream: 'stdout' | 'stderr', data: Uint8Array) => void
  readonly passed: (stream: 'stdout' | 'stderr') => void
  /** It has ended. */
  readonly ended: () => void
}

/** Milliseconds for what a program has left running to end by itself. */
const grace = 2000

/** Milliseconds that the output of a program which has ended may take, when what it has started holds its streams. */
const lastWords = 1000

/**
 * Starts a program in a process group of its own: it gets each signal once, from us, whoever sent it to whom, and what it has
 * started can be ended with it.
 */
export function startHostProgram({ command, cwd, env, onRefused, heard }: HostCommand): HostProgram {
  const [program = '', ...args] = command
  const exit = Promise.withResolvers<number>()
  const way = (stream: 'stdout' | 'stderr'): 'inherit' | 'pipe' =>
    heard === undefined || process[stream].isTTY ? 'inherit' : 'pipe'
  const stdio: ['inherit', 'inherit' | 'pipe', 'inherit' | 'pipe'] = ['inherit', way('stdout'), way('stderr')]
  const child = spawn(program, args, { cwd, env: Object.fromEntries(env), stdio, detached: true })
  const heardOut =
    heard === undefined ? undefined : Promise.all([listen(child, 'stdout', heard), listen(child, 'stderr', heard)])
  child.once('error', (error: NodeJS.ErrnoException) => {
    onRefused(`${program}: ${refusals.get(error.code ?? '') ?? error.message}`)
    exit.resolve(error.code === 'ENOENT' ? 127 : 126)
  })
  child.once('exit', (code, signal) => {
    const end = (): void => {
      heard?.ended()
      exit.resolve(code ?? 128 + (numbers.get(signal ?? '') ?? 0))
    }
    if (heardOut === undefined) return end()
    void Promise.race([heardOut, delay(lastWords, undefined, { ref: false })]).then(end)
  })
  const { pid } = child
  return {
    pid,
    exitCode: exit.promise,
    signal: (name) => void (pid !== undefined && signalGroup(pid, name)),
    endRest: async () => pid !== undefined && (await endGroups([pid], grace)),
  }
}

/** Resolves when nothing more comes. */
async function listen(child: ChildProcess, name: 'stdout' | 'stderr', { take, passed }: HostEars): Promise<void> {
  const stream = child[name]
  if (stream === null) return passed(name)
  stream.on('data', (data: Uint8Array) => take(name, data))
  stream.pipe(process[name], { end: false })
  await new Promise<void>((resolve) => stream.once('close', resolve))
}

const refusals: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'command not found'],
  ['EACCES', 'permission denied'],
])

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals))
