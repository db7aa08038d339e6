/**
 * muster as a library: what the command line does, as functions over data. It is an ES module; `require` of Node 22.12 and
 * newer loads it, too.
 *
 *     import { up } from 'muster-compose'
 *     await using stack = await up({ files: ['compose.yaml'], project: 'test-1' })
 *     const url = stack.service('web').endpoint(80).url()
 */
import { config as readConfig, type ConfigOptions } from './api/config.ts'
import { downPlan, type DownOptions, down as takeDown } from './api/down.ts'
import { explain as explainPath, type Explanation } from './api/explain.ts'
import { loadWorld } from './api/load-world.ts'
import type { UpOptions } from './api/look.ts'
import { plan as makePlan } from './api/plan.ts'
import { connect as connectTo, type Stack, up as bringUp } from './api/stack.ts'
import { type ProjectSource, type StackOptions, wantedOf } from './api/stack-options.ts'
import { described } from './described.ts'
import { load as loadProject } from './load/load.ts'
import type { Project } from './model/project.ts'
import type { Plan } from './plan/step.ts'

export type { Controls, LogsQuery } from './api/controls.ts'
export type { Endpoint } from './api/endpoints.ts'
export type { ContainerEvent } from './api/events.ts'
export type { Explanation } from './api/explain.ts'
export type { Fault, InjectedFault } from './api/fault.ts'
export type { Logs } from './api/log-stream.ts'
export type { ExecOptions, ProgramOptions, ProgramResult, RunOptions } from './api/program.ts'
export type { Readiness, WaitOptions } from './api/readiness.ts'
export type { Snapshot } from './api/snapshot.ts'
export type { ResetOptions, SnapshotOptions, StackData } from './api/stack-data.ts'
export { StackError } from './api/stack-error.ts'
export type { ProjectSource, StackOptions } from './api/stack-options.ts'
export type { StackEndpoint } from './api/stack-endpoint.ts'
export type { StackService } from './api/stack-service.ts'
export { type Stack, StackFailed } from './api/stack.ts'
export { WaitTimeout } from './api/wait-ready.ts'
export { type ContainerSummary, EngineError } from './engine/port.ts'
export { errorCode } from './error-code.ts'
export type { Event, LogLine } from './events.ts'
export type { Isolation } from './model/isolation.ts'
export type { Project } from './model/project.ts'
export { formatPlan, planJson } from './plan/format.ts'
export type { Action, Plan, Step } from './plan/step.ts'
export { planSummary } from './plan/summary.ts'
export { type ExplainedFailure, UpFailed } from './plan/up-failed.ts'
export { WaitFailed } from './run/wait.ts'
export { ComposeError, type Diagnostic } from './source/diagnostic.ts'
export { formatDiagnostic } from './source/frame.ts'

/**
 * Brings a project up, waits until its services are ready, and hands it out. With `await using` it is taken down at the end
 * of the block, with its volumes. What it made ends with this process at the latest, however that ends, unless `lease` says otherwise. Rejects with ComposeError, EngineError, the signal's reason, and
 * with StackFailed: its message says what the command line says (probe, output, log, who was blocked), and its `down()` takes
 * away what runs.
 *
 * @example
 * await using stack = await up({ compose: { services: { cache: { image: 'redis:7-alpine', ports: ['6379'] } } } })
 * const { host, port } = stack.service('cache').endpoint(6379)
 * const { stdout } = await stack.service('cache').exec(['redis-cli', 'ping'])
 */
export async function up(options: StackOptions = {}): Promise<Stack> {
  return await described(bringUp(options), options.cwd)
}

/**
 * Hands out a project that is up already: another process or the command line has brought it up. Disposing of it takes nothing
 * down. Rejects with ComposeError and EngineError.
 *
 * @example
 * await using stack = await connect({ project: 'demo' })
 * for await (const { service, line } of stack.logs()) console.log(service, line)
 */
export async function connect(options: ProjectSource = {}): Promise<Stack> {
  return await connectTo(options)
}

/**
 * Reads a project's files; no engine is needed. Rejects with ComposeError, with every mistake found.
 *
 * @example
 * const { services } = await load()
 * console.log([...services.keys()])
 */
export async function load(options: ProjectSource = {}): Promise<Project> {
  const { world, wanted } = wantedOf(options)
  return await loadProject(wanted, loadWorld(world))
}

/**
 * The text of `muster config`. Rejects with ComposeError.
 *
 * @example
 * console.log(await config({ format: 'json' }))
 */
export async function config(options: ConfigTextOptions = {}): Promise<string> {
  const { view = 'model', format = 'yaml', hash, ...rest } = options
  const { world, wanted } = wantedOf(rest)
  const asked = { ...wanted, view, format, ...(hash === undefined ? {} : { hash }) }
  return (await readConfig(asked, loadWorld(world))).text
}

/** What of a project is printed, and how. */
export interface ConfigTextOptions
  extends ProjectSource, Partial<Pick<ConfigOptions, 'services' | 'view' | 'format' | 'hash'>> {}

/**
 * Where the value at a path, or a variable, comes from: what `muster explain` prints. Rejects with ComposeError, and with an
 * Error for what is neither.
 *
 * @example
 * console.log(await explain('services.web.image'))
 */
export async function explain(path: string, options: StackOptions = {}): Promise<Explanation> {
  const { world, wanted } = wantedOf(options)
  return (await explainPath(path, wanted, loadWorld(world))).explanation
}

/**
 * What `up` would do, or `down` with `verb: 'down'`; changes nothing. Rejects with ComposeError and EngineError.
 *
 * @example
 * console.log(planSummary(await plan()))
 */
export async function plan(options: PlanOptions = {}): Promise<Plan> {
  const { verb = 'up', volumes, images, ...rest } = options
  const { world, wanted } = wantedOf(rest)
  const engine = await world.engine()
  try {
    if (verb === 'up') return (await makePlan(wanted, world)).plan
    return await downPlan(downOptions(wanted, { volumes, images }), world)
  } finally {
    engine.close()
  }
}

/** Whose plan is asked for, and how. */
export interface PlanOptions extends Omit<StackOptions, 'volumes'>, Partial<Pick<DownOptions, 'volumes' | 'images'>> {
  readonly verb?: 'up' | 'down'
}

/**
 * Takes a project down. Rejects with ComposeError, EngineError and UpFailed.
 *
 * @example
 * await down({ project: 'demo', volumes: 'remove' })
 */
export async function down(options: TakeDownOptions = {}): Promise<void> {
  const { volumes, images, orphans, services = [], timeout, ...rest } = options
  const { world, wanted } = wantedOf({ ...rest, services, ...(timeout === undefined ? {} : { timeout }) }, 'collect')
  const engine = await world.engine()
  try {
    await takeDown(downOptions(wanted, { volumes, images, orphans }), world)
  } finally {
    engine.close()
  }
}

/** What goes; by default containers and networks. `timeout`: seconds until a container that does not stop is killed. */
export interface TakeDownOptions
  extends ProjectSource, Partial<Pick<DownOptions, 'services' | 'volumes' | 'images' | 'orphans' | 'timeout'>> {}

function downOptions(
  options: UpOptions,
  {
    volumes = 'keep',
    images = 'keep',
    orphans = 'keep',
  }: { readonly [K in 'volumes' | 'images' | 'orphans']?: DownOptions[K] | undefined },
): DownOptions {
  const { orphans: _, ...rest } = options
  return { ...rest, volumes, images, orphans }
}
