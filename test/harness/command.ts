import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stateOf, type TestProject } from './project.ts'

/** The built executable under test. */
export const musterPath: string = fileURLToPath(new URL('../../bin/muster', import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Wall clock, milliseconds. */
  readonly ms: number
}

export interface Running {
  readonly child: ChildProcess
  readonly done: Promise<Outcome>
  /** Sends a signal to the command and all that it started, as a terminal does. */
  signal(signal: NodeJS.Signals): void
  /** Output so far, both streams together. */
  output(): string
  /** Resolves when `pattern` appears in the output; rejects when the command ends without it. */
  seen(pattern: RegExp): Promise<void>
}

export interface Launch {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** What is piped in, and then its end. `open`: the test writes to `child.stdin` itself. */
  readonly stdin?: string
}

/** Starts `muster -p NAME ARGS` in the project's folder. */
export function startMuster(project: TestProject, args: readonly string[], launch: Launch = {}): Running {
  const env = { XDG_STATE_HOME: stateOf(project.name), ...launch.env }
  return start([musterPath, '-p', project.name, ...args], { cwd: project.directory, ...launch, env })
}

/** Runs `muster -p NAME ARGS` to its end. */
export async function muster(project: TestProject, args: readonly string[], launch: Launch = {}): Promise<Outcome> {
  return await startMuster(project, args, launch).done
}

/** Runs `docker compose -p NAME ARGS` to its end: the peer, for interoperation. */
export async function dockerCompose(
  project: TestProject,
  args: readonly string[],
  launch: Launch = {},
): Promise<Outcome> {
  return await start(['docker', 'compose', '-p', project.name, ...args], { cwd: project.directory, ...launch }).done
}

/** Starts any command with the test's environment, in a process group of its own. */
export function start(command: readonly string[], launch: Launch): Running {
  const [program = '', ...args] = command
  const began = performance.now()
  const child = spawn(program, args, {
    cwd: launch.cwd,
    env: { ...cleanEnvironment(), ...launch.env },
    stdio: 'pipe',
    detached: true,
  })
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  const more = (): void => watchers.forEach((watcher) => watcher())
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => ((stdout += chunk), more()))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => ((stderr += chunk), more()))
  child.stdin.on('error', () => undefined) // the command may end before it reads its input
  if (launch.stdin !== 'open') child.stdin.end(launch.stdin ?? '')
  const done = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr, ms: performance.now() - began }))
  })
  const output = (): string => stdout + stderr
  const seen = async (pattern: RegExp): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!pattern.test(output())) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
      done.then(() => reject(new Error(`ended without ${String(pattern)}:\n${output()}`)), reject)
    })
  }
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, name)
  }
  return { child, done, signal, output, seen }
}

/** The caller's environment without what would steer the command: COMPOSE_*, CI markers and terminal settings. */
function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(COMPOSE_|CI$|GITHUB_|NO_COLOR|FORCE_COLOR|VITEST)/.test(key),
  )
  return Object.fromEntries(kept) as Record<string, string>
}
