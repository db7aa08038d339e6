/**
 * muster as a library: what the command line does, as functions over data.
 *
 *     import { up } from 'muster-compose'
 *     await using stack = await up({ files: ['compose.yaml'], project: 'test-1' })
 *     const url = `http://localhost:${stack.service('web').port(80)}`
 */
import { config as readConfig, type ConfigOptions } from './api/config.ts'
import { downPlan, type DownOptions, down as takeDown } from './api/down.ts'
import { explain as explainPath, type Explanation } from './api/explain.ts'
import { loadWorld } from './api/load-world.ts'
import { plan as makePlan } from './api/plan.ts'
import { type Stack, type StackOptions, up as bringUp, worldOf } from './api/stack.ts'
import { load as loadProject } from './load/load.ts'
import type { Project } from './model/project.ts'
import { UpFailed } from './plan/up-failed.ts'
import { describe } from './render/errors.ts'
import type { Plan } from './plan/step.ts'

export { type Stack, StackFailed, type StackOptions, type StackService } from './api/stack.ts'
export type { Explanation } from './api/explain.ts'
export { EngineError } from './engine/port.ts'
export type { Event } from './events.ts'
export type { Project } from './model/project.ts'
export { formatPlan, planJson } from './plan/format.ts'
export type { Action, Plan, Step } from './plan/step.ts'
export { planSummary } from './plan/summary.ts'
export { type ExplainedFailure, UpFailed } from './plan/up-failed.ts'
export { ComposeError, type Diagnostic } from './source/diagnostic.ts'
export { formatDiagnostic } from './source/frame.ts'

/**
 * Brings a project up, waits until its services are ready, and hands it out. With `await using` it is taken down at the end
 * of the block, with its volumes. Rejects with ComposeError, EngineError, the signal's reason, and with StackFailed: its
 * message says what the command line says (probe, output, log, who was blocked), and its `down()` takes away what runs.
 */
export async function up(options: StackOptions = {}): Promise<Stack> {
  try {
    return await bringUp(options)
  } catch (error) {
    if (error instanceof UpFailed) error.message = describe(error, { cwd: options.cwd ?? process.cwd() })
    throw error
  }
}

/** Reads a project's files; no engine is needed. Rejects with ComposeError, with every mistake found. */
export async function load(options: StackOptions = {}): Promise<Project> {
  const { world, engineless } = worldOf(options)
  return await loadProject(engineless, loadWorld(world))
}

/** The text of `muster config`. Rejects with ComposeError. */
export async function config(
  options: StackOptions & Partial<Pick<ConfigOptions, 'view' | 'format' | 'hash'>> = {},
): Promise<string> {
  const { world, engineless } = worldOf(options)
  const { text } = await readConfig({ view: 'model', format: 'yaml', ...engineless }, loadWorld(world))
  return text
}

/** Where the value at a path, or a variable, comes from: what `muster explain` prints. Rejects with ComposeError, and with an Error for what is neither. */
export async function explain(path: string, options: StackOptions = {}): Promise<Explanation> {
  const { world, engineless } = worldOf(options)
  return (await explainPath(path, engineless, loadWorld(world))).explanation
}

/** What `up` would do, or `down` with `verb: 'down'`; changes nothing. Rejects with ComposeError and EngineError. */
export async function plan(
  options: StackOptions & Partial<DownOptions> & { readonly verb?: 'up' | 'down' } = {},
): Promise<Plan> {
  const { verb = 'up', volumes, images, ...rest } = options
  const { world, engineless } = worldOf(rest)
  const engine = await world.engine()
  try {
    if (verb === 'up') return (await makePlan(engineless, world)).plan
    return await downPlan(downOptions(engineless, { volumes, images }), world)
  } finally {
    engine.close()
  }
}

/** Takes a project down. Rejects with ComposeError, EngineError and UpFailed. */
export async function down(options: Omit<StackOptions, 'orphans'> & Partial<DownOptions> = {}): Promise<void> {
  const { volumes, images, orphans, ...rest } = options
  const { world, engineless } = worldOf(rest)
  const engine = await world.engine()
  try {
    await takeDown(downOptions(engineless, { volumes, images, orphans }), world)
  } finally {
    engine.close()
  }
}

function downOptions(
  options: ReturnType<typeof worldOf>['engineless'],
  {
    volumes = 'keep',
    images = 'keep',
    orphans = 'keep',
  }: { readonly [K in 'volumes' | 'images' | 'orphans']?: DownOptions[K] | undefined },
): DownOptions {
  const { orphans: _, ...rest } = options
  return { ...rest, volumes, images, orphans }
}
