import type { LogChunk } from '../engine/exec-options.ts'
import { type ContainerDetail, type Engine, EngineError } from '../engine/port.ts'
import { originOf, type Project, serviceOrigin } from '../model/project.ts'
import type { Plan, Step } from '../plan/step.ts'
import type { ExplainedFailure } from '../plan/up-failed.ts'
import type { DiagnosticKind } from '../source/codes.ts'
import type { Origin } from '../source/node.ts'
import type { Failure } from './execute.ts'
import { HookFailed } from './hook-failed.ts'
import type { FailureKind } from './judge.ts'
import { obstacle } from './obstacle.ts'
import { moreRoom, noRoomLeft } from './preflight/little-room.ts'
import { checkText, lastLines, type OwnProbes } from './ready/own-probes.ts'
import { type Refusal, refusal } from './refusal.ts'
import { resourceFailure, subjectOf } from './resource-failure.ts'
import { WaitFailed } from './wait.ts'

/** What is at hand when a failure is to be explained. */
export interface Known {
  readonly plan: Plan
  readonly engine: Engine
  readonly project?: Project
  /** The last own probe of a container, for where the engine has none yet. */
  readonly probed?: OwnProbes['last']
  /** What of the conditions of a container did not hold when last looked at. */
  readonly unmet?: (container: string) => readonly string[]
}

const logLines = 20

/** Collects what helps to understand a failure: the last probe, the last log lines, and who was blocked. */
export async function explain({ step, error }: Failure, known: Known): Promise<ExplainedFailure> {
  const { plan, project } = known
  const service = serviceOf(step, plan)
  const resource = service === undefined ? resourceFailure(step, error, project) : undefined
  const at = service === undefined ? undefined : placeOf(step, service, project)
  const common = {
    message: messageOf(step, error),
    kind: kindOf(step, error),
    ...(service === undefined ? {} : { service }),
    ...(at === undefined ? {} : { at }),
    ...resource,
    blocked: blockedBy(step, plan),
  }
  if (error instanceof HookFailed)
    return { ...common, container: error.container, exitCode: error.exitCode, log: error.output }
  const inTheWay = await obstacle(step, error, known)
  if (inTheWay !== undefined) return { ...common, log: [], ...inTheWay }
  if (!(error instanceof WaitFailed)) {
    const again = isConflict(step, error) ? { conflict: true as const } : {}
    return {
      ...common,
      log: [],
      ...remedyOf(error),
      ...again,
      ...(service && refused(step, error, { service, project })),
    }
  }
  const found = await evidence(error.container, known)
  const said = found.log.findLast((line) => foreignProgram.test(line))
  const unfit =
    said === undefined || service === undefined || project === undefined ? {} : refusal(said, service, project)
  return { ...common, container: error.container, ...found, ...unfit, ...ofVerdict(error) }
}

/** What runc prints into the output of a container whose program is for another processor, or no program at all (1.1.5). */
const foreignProgram = /^exec \S.*: exec format error$/

function remedyOf(error: Error): Pick<ExplainedFailure, 'fix'> {
  if (noRoomLeft.test(error.message)) return { fix: moreRoom }
  return error instanceof EngineError && error.fix !== undefined ? { fix: error.fix } : {}
}

/** What is known of a container that is still waited for when the time is up. */
export async function explainPending(step: Step, seconds: number, known: Known): Promise<ExplainedFailure> {
  const { action } = step
  if (action.do !== 'wait') throw new Error(`step ${step.id} is no wait`)
  const at = known.project === undefined ? undefined : serviceOrigin(known.project, action.service)
  const message = `application not healthy after ${seconds}s: ${action.service} is not ${action.until === 'completed' ? 'completed' : 'ready'} yet`
  const found = await evidence(action.container, known)
  return {
    message,
    kind: 'not-ready',
    pending: true,
    service: action.service,
    container: action.container,
    blocked: blockedBy(step, known.plan),
    ...(at === undefined ? {} : { at }),
    ...found,
  }
}

/** Images have explanations of their own. */
function refused(
  { action }: Step,
  error: Error,
  { service, project }: { readonly service: string; readonly project: Project | undefined },
): Refusal | undefined {
  const made = action.do === 'create-container' || action.do === 'start-container'
  return made && project !== undefined ? refusal(error.message, service, project) : undefined
}

function kindOf({ action }: Step, error: Error): DiagnosticKind {
  if (error instanceof HookFailed || (action.do === 'wait' && action.hook !== undefined)) return 'hook-failed'
  if (error instanceof WaitFailed) return waitKinds[error.kind]
  if (action.do === 'build-image') return 'build-failed'
  if (action.do === 'pull-image') return 'pull-failed'
  return action.do === 'push-image' ? 'push-failed' : 'engine-refused'
}

const waitKinds: Readonly<Record<FailureKind, DiagnosticKind>> = {
  unhealthy: 'unhealthy',
  exited: 'exited',
  'crash-loop': 'exited',
  'no-healthcheck': 'not-ready',
  gone: 'not-ready',
  unseen: 'ready-unseen',
}

/** Steps that name things which others may have made, renamed or removed meanwhile. A start that fails has other causes. */
const contested: ReadonlySet<Step['action']['do']> = new Set([
  'create-container',
  'create-network',
  'remove-container',
  'rename-container',
  'connect-network',
  'remove-network',
  'stop-container',
])

function isConflict({ action }: Step, error: Error): boolean {
  const gone = error instanceof EngineError && error.status === 404 && !/image/i.test(error.message)
  const taken = error instanceof EngineError && error.status === 409
  return (
    (contested.has(action.do) && (gone || taken)) ||
    (action.do === 'start-container' && gone && /no such container|network \S+ not found/i.test(error.message))
  )
}

/** Services that do not start because a step failed or did not end: those that wait for it, and those that wait for them. */
function blockedBy(step: Step, plan: Plan): ExplainedFailure['blocked'] {
  if (step.onFailure === 'go-on') return []
  const held = new Map([[step.id, step]])
  const blocked = new Map<string, ExplainedFailure['blocked'][number]>()
  for (const next of plan.steps) {
    const cause = next.after.map((id) => held.get(id)).find((before) => before !== undefined)
    if (cause === undefined) continue
    held.set(next.id, next)
    if (next.action.do !== 'start-container') continue
    const { service } = next.action
    if (service !== serviceOf(step, plan) && !blocked.has(service))
      blocked.set(service, waitingFor(cause, service, { failed: step, plan }))
  }
  return [...blocked.values()]
}

function waitingFor(
  cause: Step,
  service: string,
  { failed, plan }: { readonly failed: Step; readonly plan: Plan },
): ExplainedFailure['blocked'][number] {
  const { action, id } = cause
  const failing = serviceOf(failed, plan)
  const named = action.do === 'wait' ? action.for.find((one) => one.service === service)?.condition : undefined
  const on = 'service' in action ? action.service : undefined
  const isOther = id !== failed.id && on !== undefined && on !== failing && on !== service
  if (isOther || failing !== undefined)
    return { service, condition: named ?? 'service_started', ...(isOther ? { on } : {}) }
  return { service, on: subjectOf(failed) }
}

/** What a container tells of its trouble: the last probe, and the last lines of its run. */
export async function evidence(
  container: string,
  { engine, probed, unmet }: Pick<Known, 'engine' | 'probed' | 'unmet'>,
): Promise<Pick<ExplainedFailure, 'probe' | 'ready' | 'log'>> {
  const detail = await engine.containers.inspect(container).catch(() => undefined)
  if (detail === undefined) return { log: [] }
  const probe = probeOf(detail) ?? probed?.(container)
  const ready = unmet?.(container) ?? []
  return {
    log: await lastLogs(detail, engine).catch(() => []),
    ...(probe && { probe }),
    ...(ready.length > 0 && { ready }),
  }
}

function ofVerdict({ exitCode, kind, fix }: WaitFailed): Pick<ExplainedFailure, 'exitCode' | 'fix'> {
  return {
    ...(fix === undefined ? {} : { fix }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(kind === 'no-healthcheck'
      ? { fix: 'add a healthcheck or an x-ready to the service, or wait for service_started' }
      : {}),
  }
}

function probeOf(detail: ContainerDetail): ExplainedFailure['probe'] {
  const { health } = detail
  const last = health?.log.at(-1)
  if (health === undefined || last === undefined) return undefined
  const { exitCode, output } = last
  return { command: checkText(detail), failures: health.failingStreak, exitCode, output: lastLines(output) }
}

/** Of this run of the container: what an earlier one said explains nothing. */
async function lastLogs(detail: ContainerDetail, engine: Engine): Promise<readonly string[]> {
  const chunks: LogChunk[] = []
  const options = { follow: false, tail: String(logLines), timestamps: false, tty: detail.tty, since: runSince(detail) }
  for await (const chunk of await engine.containers.logs(detail.id, options)) chunks.push(chunk)
  return lines(Buffer.concat(chunks.map((chunk) => chunk.data)).toString('utf8')).slice(-logLines)
}

/** A program may print a little before the engine notes its start (28.5.2), but not before the run before it has ended. */
function runSince({ startedAt, finishedAt }: ContainerDetail): string {
  const [started, finished] = [Date.parse(startedAt), Date.parse(finishedAt)]
  const since = finished < started ? Math.max(finished, started - 1000) : started - 1000
  return new Date(Math.max(since, 0)).toISOString()
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

function messageOf({ action }: Step, error: Error): string {
  if (!(error instanceof WaitFailed) || action.do !== 'wait') return engineMessage(error.message, namedIn(action))
  if (action.hook !== undefined)
    return `${action.service}: ${action.hook}[${action.hookIndex ?? 0}] ${error.exitCode === undefined ? error.message : `exited with status ${error.exitCode}`}`
  if (action.until === 'completed')
    return `service "${action.service}" didn't complete successfully: ${error.exitCode === undefined ? error.message : `exit ${error.exitCode}`}`
  return action.for.length === 0 ? error.message : `dependency failed to start: ${error.message}`
}

/** The service that a message about an action begins with. */
function namedIn(action: Step['action']): string | undefined {
  if (action.do === 'create-container') return action.spec.service
  return 'service' in action ? action.service : undefined
}

/** The engine's words without the layers that they came through. */
export function withoutLayers(message: string): string {
  return message
    .replace(/^.*(?:unable to start container process|OCI runtime create failed): /s, '')
    .replace(/: unknown$/, '')
}

/** The same with the service's name, which they lack. */
function engineMessage(message: string, service: string | undefined): string {
  const words = withoutLayers(message)
  return service === undefined || words.startsWith(`${service}:`) ? words : `${service}: ${words}`
}

/** What a step fails on: an image is named at `image` or `build`, everything else at its service. */
function placeOf(step: Step, service: string, project: Project | undefined): Origin | undefined {
  if (project === undefined) return undefined
  if (step.action.do === 'pull-image') return originOf(project, ['services', service, 'image'])
  if (step.action.do === 'build-image') return originOf(project, ['services', service, 'build'])
  return serviceOrigin(project, service)
}

/** Of a step on a container that does not say whose it is, the plan knows it. */
function serviceOf(step: Step, { steps }: Plan): string | undefined {
  const { action } = step
  if ('service' in action) return action.service
  if (action.do === 'build-image') return action.build.service
  if ('spec' in action && 'service' in action.spec) return action.spec.service
  if (!('container' in action)) return undefined
  const names = action.do === 'rename-container' ? [action.container, action.to] : [action.container]
  const same = steps.find(({ action: it }) => 'container' in it && 'service' in it && names.includes(it.container))
  return same !== undefined && 'service' in same.action ? same.action.service : undefined
}
