/**
 * muster as a library: what the command line does, as functions over data. It is an ES module; `require` of Node 22.12 and
 * newer loads it, too. There are types for both.
 *
 *     import { up } from 'muster-compose'
 *     await using stack = await up({ files: ['compose.yaml'], project: 'test-1' })
 *     const url = stack.service('web').endpoint(80).url()
 */
import { explain as explainPath, type Explanation } from './api/explain.ts'
import { loadWorld } from './api/world/load-world.ts'
import { described } from './library/described.ts'
import { handedProject } from './library/handed-project.ts'
import { type ProjectSource, type StackOptions, wantedOf } from './library/stack-options.ts'
import { connect as connectTo, type Stack, up as bringUp } from './library/stack.ts'
import { load as loadProject } from './load/load.ts'
import type { Project } from './model/project.ts'

export type { Controls } from './library/controls.ts'
export type { Endpoint } from './api/endpoints.ts'
export type { ContainerEvent } from './api/events.ts'
export type { ConfigView } from './api/config.ts'
export type { Explanation } from './api/explain.ts'
export type { ExplainedUse, ExplainedValue, ExplainedVariable, Source } from './explain/explain.ts'
export type { Leaf } from './explain/leaves.ts'
export type { ServiceGraph, ServiceNeed, ServiceNode, ServiceResource, ServiceState } from './api/graph.ts'
export type { Fault, InjectedFault } from './api/fault.ts'
export type { LintResult } from './api/lint.ts'
export type { Logs, LogsQuery } from './library/log-stream.ts'
export type { ExecOptions, ProgramOptions, ProgramResult, RunOptions } from './library/program.ts'
export type { Readiness, WaitOptions } from './library/readiness.ts'
export type { Snapshot } from './api/snapshot.ts'
export type { ResetOptions, SnapshotOptions, StackData } from './library/stack-data.ts'
export { StackError } from './library/stack-error.ts'
export type { ProjectSource, StackOptions } from './library/stack-options.ts'
export type { StackEndpoint } from './library/stack-endpoint.ts'
export type { StackService } from './library/stack-service.ts'
export { type Stack, StackFailed } from './library/stack.ts'
export { WaitTimeout } from './api/wait-ready.ts'
export { type ContainerSummary, EngineError } from './engine/port.ts'
export { errorCode } from './library/error-code.ts'
export type { Event, LogLine } from './events.ts'
export { config, type ConfigTextOptions } from './library/config.ts'
export { down, type TakeDownOptions } from './library/down.ts'
export { endpoints, type EndpointsOptions } from './library/endpoints.ts'
export { events, type EventsOptions } from './library/events.ts'
export { graph, type GraphOptions } from './library/graph.ts'
export { lint, type LintOptions } from './library/lint.ts'
export { logs, type LogsOptions } from './library/logs.ts'
export { plan, type PlanOptions } from './library/plan.ts'
export { ps, type PsOptions } from './library/ps.ts'
export {
  saveSnapshot,
  type SaveSnapshotOptions,
  listSnapshots,
  reset,
  type ResetProjectOptions,
  removeSnapshot,
} from './library/snapshots.ts'
export type { Isolation } from './model/isolation.ts'
export type { Project } from './model/project.ts'
export { formatPlan, planJson } from './plan/format.ts'
export type { ContainerState, ObservedContainer, ObservedMount } from './plan/observed.ts'
export type { Action, Plan, Step } from './plan/step.ts'
export { planSummary } from './plan/summary.ts'
export { type ExplainedFailure, UpFailed } from './plan/up-failed.ts'
export {
  type DiagnosticRecord,
  diagnosticJson,
  type RecordedNote,
  type RecordedPlace,
} from './render/diagnostics/json.ts'
export type { FailureKind } from './run/judge.ts'
export { WaitFailed } from './run/wait.ts'
export type { Severity } from './source/codes.ts'
export { ComposeError, type Diagnostic, type Note } from './source/diagnostic.ts'
export type { SourceFile } from './source/file.ts'
export type { ExcerptOptions } from './source/excerpt.ts'
export { formatDiagnostic, type FrameOptions } from './source/frame.ts'
export type { Origin, Via } from './source/node.ts'

/**
 * Brings a project up, waits until its services are ready, and hands it out. With `await using` it is taken down at the end
 * of the block, with the volumes that were made for it. What it made ends with this process at the latest, however that ends, unless
 * `lease` says otherwise.
 *
 * A project that has containers already is refused with a StackError (see `existing`): the end of a test takes down nobody's stack. In
 * tests `isolate: true` is what you want.
 *
 * Rejects with ComposeError, EngineError, the signal's reason, and with StackFailed: its message says what the command line says
 * (probe, output, log, who was blocked), and its `down()` takes away what runs.
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
  return handedProject(await loadProject(wanted, loadWorld(world)))
}

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
