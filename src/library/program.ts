import { noSuchService } from '../model/no-such-service.ts'
import { capturedSeat, type ProgramResult } from './captured-seat.ts'
import { byName, type LiveProject, refresh } from './live-project.ts'

export type { ProgramResult } from './captured-seat.ts'

/** What an `exec` or a `run` of a program may say beside the command. */
export interface ProgramOptions {
  /** What the command reads; absent: nothing. */
  readonly input?: string | Uint8Array
  /** Variables beside the container's own. */
  readonly env?: Readonly<Record<string, string>>
  /** Name or number, perhaps with `:group`; default the service's. */
  readonly user?: string
  /** Folder in the container; default the service's. */
  readonly workingDir?: string
  /** Aborting it rejects with its reason. A command of `exec` may run on in its container, a container of `run` is killed. */
  readonly signal?: AbortSignal
}

/** What `exec` may say. */
export interface ExecOptions extends ProgramOptions {
  /** The replica, from 1; absent: the first that runs. */
  readonly index?: number
  /** Default false. */
  readonly privileged?: boolean
}

/** What `run` may say. */
export interface RunOptions extends ProgramOptions {
  /** Default the service's. */
  readonly entrypoint?: readonly string[]
  /** Short forms of `volumes`, beside the service's own. */
  readonly volumes?: readonly string[]
  /** `ignore` does not bring up what the service depends on. Default `follow`. */
  readonly dependencies?: 'follow' | 'ignore'
}

/** A service of a project, and the command for it. */
export interface Wish {
  readonly service: string
  readonly command: readonly string[]
}

/** Runs a command in a container of the service. Its exit code is a result, whatever it is: 126 and 127 when it cannot be started. */
export async function execIn(live: LiveProject, wish: Wish, options: ExecOptions): Promise<ProgramResult> {
  const { service, command } = wish
  if (!live.project.services.has(service)) throw noSuchService(service, live.project)
  const { input, index, privileged = false, env, user, workingDir } = options
  const { exec } = await import('../api/exec.ts')
  const asked = {
    ...byName(live),
    service,
    command,
    environment: assignments(env),
    detach: false,
    stdin: input !== undefined,
    tty: false,
    privileged,
    ...(index === undefined ? {} : { index }),
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
  }
  return await captured(live, options, async (seat, world) => await exec(asked, seat, world))
}

/** Runs a one-off container of the service, which is gone afterwards; what it depends on is brought up first. */
export async function runOf(live: LiveProject, wish: Wish, options: RunOptions): Promise<ProgramResult> {
  const { input, env, user, workingDir, entrypoint, volumes = [], dependencies = 'follow' } = options
  const { run } = await import('../api/run.ts')
  const asked = {
    ...live.options,
    ...wish,
    environment: assignments(env),
    environmentFiles: [],
    detach: false,
    stdin: input !== undefined,
    tty: false,
    afterwards: 'remove' as const,
    useAliases: false,
    labels: new Map<string, string>(),
    volumes,
    ports: [],
    capAdd: [],
    capDrop: [],
    dependencies,
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
  }
  const result = await captured(live, options, async (seat, world) => {
    const ended = await run(asked, seat, world)
    return 'exitCode' in ended ? ended.exitCode : 0
  })
  await refresh(live)
  return result
}

type Work = (seat: ReturnType<typeof capturedSeat>['seat'], world: LiveProject['world']) => Promise<number>

async function captured(live: LiveProject, options: ProgramOptions, work: Work): Promise<ProgramResult> {
  const { world } = live
  const signal = options.signal === undefined ? world.signal : AbortSignal.any([world.signal, options.signal])
  const { seat, said } = capturedSeat(options.input, signal)
  const refusals: string[] = []
  const emit: typeof world.emit = (event) => {
    world.emit(event)
    // Why the engine did not take the container of a `run`: a person reads it on stderr.
    if (event.type === 'notice') refusals.push(`${event.message}\n`)
  }
  const code = await work(seat, { ...world, emit, signal })
  signal.throwIfAborted()
  const { stdout, stderr } = said()
  return { code, stdout, stderr: stderr === '' && code !== 0 ? refusals.join('') : stderr }
}

function assignments(env: ProgramOptions['env'] = {}): readonly string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`)
}
