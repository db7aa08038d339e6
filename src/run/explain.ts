import type { ContainerDetail, Engine, LogChunk } from '../engine/port.ts'
import { originOf, type Project } from '../model/project.ts'
import type { Plan, Step } from '../plan/step.ts'
import type { ExplainedFailure } from '../plan/up-failed.ts'
import type { Failure } from './execute.ts'
import { HookFailed } from './hook-failed.ts'
import { WaitFailed } from './wait.ts'

export interface Known {
  readonly plan: Plan
  readonly engine: Engine
  readonly project?: Project
}

const logLines = 20

/** Collects what helps to understand a failure: the last probe, the last log lines, and who was blocked (F1). */
export async function explain({ step, error }: Failure, known: Known): Promise<ExplainedFailure> {
  const service = serviceOf(step)
  const at = service === undefined || known.project === undefined ? undefined : originOf(known.project, ['services', service])
  const common = {
    message: messageOf(step, error),
    ...(service === undefined ? {} : { service }),
    ...(at === undefined ? {} : { at }),
    blocked: blockedBy(step, known.plan),
  }
  if (error instanceof HookFailed) return { ...common, container: error.container, exitCode: error.exitCode, log: error.output }
  if (!(error instanceof WaitFailed)) return { ...common, log: [] }
  return { ...common, container: error.container, ...(await evidence(error, known.engine)) }
}

/** Whom a wait that did not end would have let go. */
export function blockedBy(step: Step, plan: Plan): ExplainedFailure['blocked'] {
  if (step.action.do === 'wait') return step.action.for
  const later = new Set([step.id])
  for (const next of plan.steps) if (next.after.some((id) => later.has(id))) later.add(next.id)
  const services = plan.steps.filter((next) => next.id !== step.id && later.has(next.id)).flatMap((next) => (next.action.do === 'start-container' ? next.action.service : []))
  return [...new Set(services)].filter((service) => service !== serviceOf(step)).map((service) => ({ service, condition: 'service_started' }))
}

async function evidence(error: WaitFailed, engine: Engine): Promise<Pick<ExplainedFailure, 'exitCode' | 'probe' | 'log' | 'fix'>> {
  const detail = await engine.containers.inspect(error.container).catch(() => undefined)
  const log = detail === undefined ? [] : await lastLines(detail, engine).catch(() => [])
  return {
    log,
    ...(error.exitCode === undefined ? {} : { exitCode: error.exitCode }),
    ...(detail === undefined ? {} : probeOf(detail)),
    ...(error.kind === 'no-healthcheck' ? { fix: 'add a healthcheck to the service, or wait for service_started' } : {}),
  }
}

function probeOf({ health, healthcheck }: ContainerDetail): Pick<ExplainedFailure, 'probe'> {
  const last = health?.log.at(-1)
  if (health === undefined || last === undefined) return {}
  const [kind, ...words] = healthcheck?.test ?? []
  const command = kind === 'CMD-SHELL' || kind === 'CMD' ? words.join(' ') : [kind, ...words].join(' ')
  return { probe: { command, failures: health.failingStreak, exitCode: last.exitCode, output: lines(last.output).slice(-5) } }
}

async function lastLines(detail: ContainerDetail, engine: Engine): Promise<readonly string[]> {
  const chunks: LogChunk[] = []
  const options = { follow: false, tail: String(logLines), timestamps: false, tty: detail.tty }
  for await (const chunk of await engine.containers.logs(detail.id, options)) chunks.push(chunk)
  return lines(Buffer.concat(chunks.map((chunk) => chunk.data)).toString('utf8')).slice(-logLines)
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

function messageOf({ action }: Step, error: Error): string {
  if (!(error instanceof WaitFailed) || action.do !== 'wait') return error.message
  if (action.until === 'completed') return `service "${action.service}" didn't complete successfully: ${error.exitCode === undefined ? error.message : `exit ${error.exitCode}`}`
  return action.for.length === 0 ? error.message : `dependency failed to start: ${error.message}`
}

function serviceOf({ action }: Step): string | undefined {
  if ('service' in action) return action.service
  return 'spec' in action && 'service' in action.spec ? action.spec.service : undefined
}
