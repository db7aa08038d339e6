import { isAbsolute, resolve } from 'node:path'
import { projectPlace } from '../../api/project/project-place.ts'
import { composeVariables } from '../../api/world/compose-variables.ts'
import { currentFolder, requireText } from '../../api/world/current-folder.ts'
import { homeFolder } from '../../api/world/home-folder.ts'
import { loadWorld } from '../../api/world/load-world.ts'
import { openWorld } from '../../api/world/open-world.ts'
import type { Pipes } from '../../api/world/read-bytes.ts'
import type { World } from '../../api/world/world.ts'
import { nanosecondsOf } from '../../attributes/grammar/duration.ts'
import { dataTerminal } from '../../render/guarded-terminal.ts'
import type { LogStyle } from '../../render/log-printer.ts'
import { createRenderer, type Look, type Renderer } from '../../render/renderer.ts'
import type { Terminal } from '../../render/terminal.ts'
import { readsCommands } from '../../render/visible.ts'
import { booleanOf } from '../argv/flag-value.ts'
import type { Globals } from '../argv/globals.ts'
import { UsageError } from '../usage-error.ts'
import { type Appearance, chooseAppearance } from './appearance.ts'
import { changing } from './changing.ts'
import { chooseExitCodes } from './choose-exit-codes.ts'
import { chooseReporter } from './choose-reporter.ts'
import type { Context, ProjectFlags } from './context.ts'
import { copyFor } from './copy-for.ts'
import { endProcess } from './end-process.ts'
import { sinkFor, teeing, told } from './event-tee.ts'
import { foundAbove } from './found-above.ts'
import { framingOf } from './framing.ts'
import { type Interrupts, listenForInterrupts } from './interrupts.ts'
import { shellVariables } from './shell-variables.ts'

/** One run of a command: what it gets, and how it ends. */
export interface Session {
  readonly context: Context
  /** The exit code, after the last words: an interrupt beats what the command says. */
  readonly end: (code: number) => number
  /** Shows the error. Returns the exit code of an interrupt, where there was one: it beats that of the error. */
  readonly fail: (error: unknown) => number | undefined
  /** After the exit code is known: what was written for programs reaches them. */
  readonly finish: (code: number) => Promise<number>
}

/** Makes ready what a command needs. Nothing is opened before the command asks for its world. */
export async function createSession(globals: Globals, command: string, terminal: Terminal): Promise<Session> {
  const shell = shellVariables()
  const given = usableFlags(globals, shell, terminal)
  const cwd = folderFor(command, given)
  const place = { cwd, home: homeFolder(shell), env: shell, pipes: pipesFor(terminal) }
  const env = await composeVariables(given, place)
  const copy = placeless.has(command) ? undefined : await copyFor({ globals, command }, given, { ...place, env })
  const project = copy === undefined ? given : { ...given, isolate: copy.isolation }
  const appearance = chooseAppearance(globals, env, terminal)
  const reporter = await chooseReporter(globals, env, place.cwd)
  const sink = await sinkFor(globals, command, terminal)
  const loading = loadWorld({ ...place, env, shell })
  const [found, lent] = await Promise.all([projectPlace(project, loading), lentIn(env)])
  const above = foundAbove({ command, place: found, progress: appearance.progress }, project, loading)
  let renderer: Renderer | undefined
  let interrupts: Interrupts | undefined
  let over = false
  const rehearsal = globals['dry-run']
  const shown = { cwd, rehearsal, framing: framingOf(found, project, loading), ...(reporter && { reporter }) }
  const render = (style: Partial<LogStyle> = {}, steps: Pick<Look, 'mute' | 'builds'> = { mute: [] }): Renderer =>
    (renderer ??= createRenderer(terminal, { ...look(appearance, env, style), ...shown, ...steps }))
  const outside = { ...place, shell, now: Date.now, room: async (signal?: AbortSignal) => await terminal.room(signal) }
  const world: Context['world'] = (style, mute = [], builds = 'progress') => {
    const { signal, force, begin } = (interrupts ??= listening(leave, terminal))
    const emit = announcing(teeing(render(style, { mute, builds }).emit, sink), begin)
    for (const tell of [copy?.tell, above]) tell?.(emit)
    return lent(openWorld({ ...outside, ...guards, env, emit, begin, signal, force, command, ...engineIn(globals) }))
  }
  const leave = (code: number): void =>
    void (over || renderer?.interrupted(), sink?.end(code), endProcess(code, terminal))
  const guards = { ...guardsIn(globals, env), leases: leasesOf(command, globals) }
  return {
    context: {
      project,
      ...mannerOf(globals, env, appearance),
      env,
      loading,
      emit: (event) => teeing(render().emit, sink)(event),
      save,
      terminal: dataTerminal(terminal),
      world,
      drawing: render,
      releaseSignals: () => void (interrupts?.stop(), (interrupts = undefined)),
      leave,
    },
    end: (code) => {
      over = true
      ;(reporter === undefined ? renderer : render())?.close()
      return interrupts?.exitCode() ?? code
    },
    fail: (error) => {
      over = true
      const interrupted = interrupts?.exitCode()
      if (interrupted !== undefined && isAbort(error)) renderer?.interrupted()
      else render().fail(told(withStack(error, env), sink, place.cwd))
      return interrupted
    },
    finish: async (code) => (await sink?.end(code), code),
  }
}

function listening(leave: (code: number) => void, terminal: Terminal): Interrupts {
  const interrupts = listenForInterrupts(process, leave)
  interrupts.signal.addEventListener('abort', () => terminal.hurry())
  return interrupts
}

/** Whose lease it is under what a command creates. */
async function lentIn(env: ReadonlyMap<string, string>): Promise<(world: World) => World> {
  const id = env.get('MUSTER_LEASE') ?? ''
  if (id === '') return (world) => world
  const { underLentLease } = await import('../../api/lease/lent-lease.ts')
  return (world) => underLentLease(id, world)
}

function mannerOf(
  globals: Globals,
  env: ReadonlyMap<string, string>,
  { progress, logColor: colors }: Appearance,
): Pick<Context, 'dryRun' | 'speaksAs' | 'exitCodes' | 'parallel' | 'progress' | 'colors'> {
  const parallel = parallelism(globals, env)
  return {
    dryRun: globals['dry-run'],
    speaksAs: globals['speak-as'] === 'compose' ? 'compose' : 'muster',
    exitCodes: chooseExitCodes(globals, env),
    progress,
    colors,
    ...(parallel === undefined ? {} : { parallel }),
  }
}

/** Commands that are for no project. */
const placeless: ReadonlySet<string> = new Set([
  'version',
  'ls',
  'plugin install',
  'plugin uninstall',
  'completion',
  'gc',
])

/** Commands to which the current folder means nothing where the project is named in full. */
const movable: ReadonlySet<string> = new Set(
  'build config create down events exec images kill logs pause port ps pull push restart rm scale start stats stop top unpause up volumes wait'.split(
    ' ',
  ),
)

/** Throws UnusablePath where a folder is needed that is gone or cannot be named. */
function folderFor(command: string, { files, envFiles, projectDirectory = '/' }: ProjectFlags): string {
  if (placeless.has(command)) return '/'
  try {
    return currentFolder()
  } catch (error) {
    const isNamed = files.length > 0 && [...files, ...envFiles, projectDirectory].every((path) => isAbsolute(path))
    if (movable.has(command) && isNamed) return '/'
    throw error
  }
}

function usableFlags(globals: Globals, shell: ReadonlyMap<string, string>, terminal: Terminal): ProjectFlags {
  deprecations(globals, terminal)
  const flags = projectFlags(globals)
  requireNames(flags, shell)
  return flags
}

/** Throws UnusablePath. */
function requireNames(
  { files, envFiles, projectDirectory = '' }: ProjectFlags,
  shell: ReadonlyMap<string, string>,
): void {
  for (const file of files) requireText(file, '--file')
  for (const file of envFiles) requireText(file, '--env-file')
  requireText(projectDirectory, '--project-directory')
  for (const name of ['COMPOSE_FILE', 'COMPOSE_ENV_FILES', 'HOME']) requireText(shell.get(name) ?? '', name)
}

/** How others at work on the project are met (flags, or MUSTER_LOCK_TIMEOUT and MUSTER_ADOPT). */
function guardsIn(
  globals: Globals,
  env: ReadonlyMap<string, string>,
): { readonly adopt: boolean; readonly allowedProviders: readonly string[]; readonly lockTimeout?: number } {
  const limit = globals['lock-timeout'] ?? env.get('MUSTER_LOCK_TIMEOUT') ?? ''
  const adopt = globals.adopt || booleanOf(env.get('MUSTER_ADOPT') ?? '') === true
  const allowedProviders = globals['allow-provider']
  if (limit === '') return { adopt, allowedProviders }
  const nanoseconds = nanosecondsOf(limit)
  if (nanoseconds === undefined || nanoseconds < 0)
    throw new UsageError(`invalid value for --lock-timeout: ${JSON.stringify(limit)}`, 'give a duration such as `30s`')
  return { adopt, allowedProviders, lockTimeout: nanoseconds / 1e9 }
}

/** A command that only looks, or only shows what it would do, collects nothing. */
function leasesOf(command: string, globals: Globals): 'collect' | 'leave' {
  return changing.has(command) && !globals['dry-run'] ? 'collect' : 'leave'
}

function engineIn({ host, context }: Globals): { readonly host?: string; readonly context?: string } {
  return { ...(host === undefined ? {} : { host }), ...(context === undefined ? {} : { context }) }
}

async function save(path: string, text: string): Promise<void> {
  requireText(path, '--output')
  const { saveText } = await import('./save-text.ts')
  await saveText(resolve(currentFolder(), path), { text, shown: path })
}

/** What the global flags say about the project. */
export function projectFlags(globals: Globals): ProjectFlags {
  const name = globals['project-name']
  const directory = globals['project-directory'] ?? globals.workdir
  const remote = globals['allow-remote'] || booleanOf(process.env['MUSTER_ALLOW_REMOTE'] ?? '') === true
  return {
    files: globals.file,
    envFiles: globals['env-file'],
    profiles: globals.profile,
    allResources: globals['all-resources'],
    compatibility: globals.compatibility,
    allowRemote: remote,
    insecureRegistries: globals['insecure-registry'],
    ...(name === undefined || name === '' ? {} : { projectName: name }),
    ...(directory === undefined || directory === '' ? {} : { projectDirectory: directory }),
  }
}

function look(
  { progress, color, logColor }: Appearance,
  env: ReadonlyMap<string, string>,
  style: Partial<LogStyle>,
): Omit<Look, 'cwd' | 'mute' | 'framing'> {
  const guarded = readsCommands(env)
  return {
    progress,
    color,
    logs: { prefix: true, timestamps: false, to: 'same', guarded, ...style, color: logColor && style.color !== false },
    statusTo: booleanOf(env.get('COMPOSE_STATUS_STDOUT') ?? '') === true ? 'out' : 'err',
    now: Date.now,
  }
}

/** `--parallel` or COMPOSE_PARALLEL_LIMIT; undefined when neither limits. */
function parallelism({ parallel }: Globals, env: ReadonlyMap<string, string>): number | undefined {
  const text = env.get('COMPOSE_PARALLEL_LIMIT') ?? ''
  const limit = parallel ?? (text === '' ? -1 : Number(text))
  if (!Number.isInteger(limit))
    throw new UsageError(`COMPOSE_PARALLEL_LIMIT must be an integer (found: ${JSON.stringify(text)})`)
  return limit > 0 ? limit : undefined
}

/** Waiting is announced to people only: a script that reads stderr gets what docker compose writes. */
function pipesFor({ err }: Terminal): Pipes {
  return { read: new Map(), ...(err.tty ? { onWait: (message: string) => err.write(`${message}\n`) } : {}) }
}

function deprecations(globals: Globals, { err }: Terminal): void {
  if (globals['no-ansi']) err.write("option '--no-ansi' is DEPRECATED ! Please use '--ansi' instead.\n")
  if (globals.workdir !== undefined) {
    err.write("option '--workdir' is DEPRECATED at root level! Please use '--project-directory' instead.\n")
  }
}

/** Calls `begin` with the first event that says that something is done, or that containers are watched over. */
function announcing(show: World['emit'], begin: () => void): World['emit'] {
  return (event) => {
    if (telling.has(event.type)) begin()
    show(event)
  }
}

const telling: ReadonlySet<string> = new Set(['plan', 'step-started', 'task', 'attached', 'watch'])

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/** MUSTER_DEBUG=1 shows where a bug is; nobody else sees a stack. */
function withStack(error: unknown, env: ReadonlyMap<string, string>): unknown {
  return env.get('MUSTER_DEBUG') === '1' && error instanceof Error ? new Error(error.stack) : error
}
