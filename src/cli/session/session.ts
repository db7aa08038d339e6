import { resolve } from 'node:path'
import { currentFolder, requireText } from '../../api/world/current-folder.ts'
import { openWorld } from '../../api/world/open-world.ts'
import type { World } from '../../api/world/world.ts'
import { dataTerminal } from '../../render/guarded-terminal.ts'
import type { LogStyle } from '../../render/log-printer.ts'
import { createRenderer, type Look, type Renderer } from '../../render/renderer.ts'
import type { Terminal } from '../../render/terminal.ts'
import type { Globals } from '../argv/globals.ts'
import type { Context } from './context.ts'
import { endProcess } from './end-process.ts'
import { teeing, told } from './event-tee.ts'
import { type Interrupts, listenForInterrupts } from './interrupts.ts'
import { lookOf, mannerOf } from './manner.ts'
import { type Setting, settingOf } from './setting.ts'
import { worldOptions } from './world-options.ts'

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
  return begin(await settingOf(globals, command, terminal), terminal)
}

function begin(setting: Setting, terminal: Terminal): Session {
  const { globals, command, place, project, loading, appearance, reporter, sink, notices, lent } = setting
  const { cwd, env } = place
  let renderer: Renderer | undefined
  let interrupts: Interrupts | undefined
  let over = false
  const options = worldOptions(command, globals, env)
  const shown = { cwd, rehearsal: globals['dry-run'], framing: setting.framing, ...(reporter && { reporter }) }
  const render = (style: Partial<LogStyle> = {}, steps: Pick<Look, 'mute' | 'builds'> = { mute: [] }): Renderer =>
    (renderer ??= createRenderer(terminal, { ...lookOf(appearance, env, style), ...shown, ...steps }))
  const leave = (code: number): void =>
    void (over || renderer?.interrupted(), sink?.end(code), endProcess(code, terminal))
  const outside = {
    ...place,
    ...options,
    command,
    now: Date.now,
    room: (signal?: AbortSignal) => terminal.room(signal),
  }
  const world: Context['world'] = (style, mute = [], builds = 'progress') => {
    const { signal, force, begin } = (interrupts ??= listening(leave, terminal))
    const emit = announcing(teeing(render(style, { mute, builds }).emit, sink), begin)
    for (const tell of notices) tell(emit)
    return lent(openWorld({ ...outside, emit, begin, signal, force }))
  }
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
      else render().fail(told(withStack(error, env), sink, cwd))
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

async function save(path: string, text: string): Promise<void> {
  requireText(path, '--output')
  const { saveText } = await import('./save-text.ts')
  await saveText(resolve(currentFolder(), path), { text, shown: path })
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
