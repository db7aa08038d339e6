import { resolve } from 'node:path'
import { loadScenario, play, type Scenario, type Stage } from '../../api/play.ts'
import { PlayFailed } from '../../api/play/play-failed.ts'
import type { World } from '../../api/world/world.ts'
import { guardedTerminal } from '../../render/guarded-terminal.ts'
import type { Terminal } from '../../render/terminal.ts'
import { readsCommands } from '../../render/visible.ts'
import type { Context } from '../session/context.ts'
import { ownPrograms } from '../session/own-programs.ts'
import { UsageError } from '../usage-error.ts'
import { createCiStage, stepList } from './ci-stage.ts'
import { createLiveStage } from './live-stage.ts'
import { type Recording, requireForms, startRecording } from './recordings.ts'

export interface PlayFlags {
  readonly ci: boolean
  readonly record: readonly string[]
  readonly seed: number | undefined
  readonly speed: string | undefined
  readonly yes: boolean
}

/** Reads the scenario, plays it to whoever looks on, and writes its recordings, also when a step fails: they end with it. */
export async function runPlay(file: string, flags: PlayFlags, context: Context): Promise<number> {
  const speed = speedOf(flags.speed)
  await requireForms(flags.record)
  if (context.project.projectDirectory !== undefined)
    throw new UsageError('play: --project-directory is not supported', 'a scenario is played in its own folder')
  const scenario = await scenarioOf(file)
  if (context.dryRun) {
    context.terminal.out.write(stepList(scenario))
    return 0
  }
  const { seed = 1 } = flags
  const recording = flags.record.length === 0 ? undefined : startRecording(scenario, seed)
  const world = context.world()
  const people =
    flags.ci || (recording !== undefined && !isLive()) ? undefined : audience({ ...flags, seed, speed }, context, world)
  const shown = people?.stage ?? createCiStage(telling(context, world))
  try {
    const played = people === undefined ? world : { ...world, signal: AbortSignal.any([world.signal, people.left]) }
    await perform(scenario, both(shown, recording?.stage), { context, world: played })
    await recording?.save(flags.record)
    return 0
  } catch (error) {
    if (people?.left.aborted === true && !world.signal.aborted) return 0
    if (error instanceof PlayFailed && recording !== undefined) await saveFailed(recording, error, { flags, world })
    throw error
  } finally {
    people?.close()
  }
}

/** The failure is what counts, whatever becomes of the recordings. */
async function saveFailed(
  recording: Recording,
  { diagnostics: [failure], message }: PlayFailed,
  { flags: { record }, world }: { readonly flags: PlayFlags; readonly world: World },
): Promise<void> {
  recording.failed(failure?.message ?? message)
  try {
    await recording.save(record)
    world.emit({ type: 'notice', message: `recorded up to the step that failed: ${record.join(', ')}` })
  } catch (error) {
    world.emit({ type: 'warning', message: (error as Error).message })
  }
}

async function scenarioOf(file: string): Promise<Scenario> {
  try {
    return await loadScenario(resolve(file))
  } catch (error) {
    const reason = unreadable.get((error as NodeJS.ErrnoException).code ?? '')
    if (reason === undefined) throw error
    throw new UsageError(`${file}: ${reason}`, 'play takes a scenario: a YAML or a Markdown file')
  }
}

const unreadable: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'it may not be read'],
  ['EFBIG', 'it is too large'],
])

async function perform(
  scenario: Scenario,
  stage: Stage,
  { context, world }: { readonly context: Context; readonly world: World },
): Promise<void> {
  await play({ ...context.project, services: [], scenario, programs: ownPrograms() }, stage, world)
}

function both(first: Stage, second: Stage | undefined): Stage {
  if (second === undefined) return first
  return async (cue) => {
    await first(cue)
    await second(cue)
  }
}

function isLive(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true
}

function audience(
  { yes, seed, speed }: { readonly yes: boolean; readonly seed: number; readonly speed: number },
  { terminal, colors, env }: Context,
  { cwd, signal }: World,
): ReturnType<typeof createLiveStage> {
  if (!yes && !isLive())
    throw new UsageError('play waits for keys, and there is no terminal', 'use --ci to check the scenario, or --yes')
  const keys = yes ? 'none' : 'wait'
  const seat = { stdin: process.stdin, process }
  return createLiveStage({ terminal: speaking(terminal, env), seat, keys, speed, seed, color: colors, cwd, signal })
}

function telling({ terminal, colors, env }: Context, { cwd }: World): Parameters<typeof createCiStage>[0] {
  const { err } = speaking(terminal, env)
  return { write: (text) => err.write(text), cwd, color: colors && err.tty }
}

/** What a play shows is what programs printed. */
function speaking(terminal: Terminal, env: Context['env']): Terminal {
  return readsCommands(env) ? guardedTerminal(terminal) : terminal
}

function speedOf(text: string | undefined): number {
  if (text === undefined) return 1
  const speed = Number(text)
  if (speed > 0 && speed <= 1000) return speed
  throw new UsageError(`invalid value for --speed: ${JSON.stringify(text)}`, 'give a number such as 2 or 0.5')
}
