import type { Event } from '../events.ts'
import type { Project } from '../model/project.ts'
import type { Plan, Step } from '../plan/step.ts'
import { type ExplainedFailure, UpFailed } from '../plan/up-failed.ts'
import { type Redact, redactor } from '../source/redact.ts'
import type { World } from './world.ts'

/**
 * Does the work so that neither its events nor its error repeat the value of a variable whose name looks secret: the
 * engine's messages quote what they refuse, and names of containers and images may be made of variables.
 */
export async function discreetly<T>(
  project: Project | undefined,
  world: World,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const redact = project && redactor(project.environment)
  if (redact === undefined) return await work(world)
  try {
    return await work({ ...world, emit: (event) => world.emit(discreetEvent(event, redact)) })
  } catch (error) {
    throw discreetError(error, redact)
  }
}

/** The plan as it may be shown. */
export function discreetPlan(plan: Plan, project: Project | undefined): Plan {
  const redact = project && redactor(project.environment)
  return redact === undefined ? plan : planWithout(plan, redact)
}

function discreetEvent(event: Event, redact: Redact): Event {
  switch (event.type) {
    case 'plan':
      return { ...event, plan: planWithout(event.plan, redact) }
    case 'step-failed':
      return { ...event, step: stepWithout(event.step, redact), error: discreetError(event.error, redact) }
    case 'step-started':
    case 'step-done':
    case 'step-skipped':
    case 'progress':
      return { ...texts(event, redact), step: stepWithout(event.step, redact) }
    case 'warning': {
      const { diagnostic } = event
      return { ...texts(event, redact), ...(diagnostic && { diagnostic: texts(diagnostic, redact) }) }
    }
    case 'notice':
    case 'watch':
    case 'task':
      return texts(event, redact)
    // What containers say is their own.
    case 'log':
    case 'attached':
    case 'container':
      return event
  }
}

function planWithout(plan: Plan, redact: Redact): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => stepWithout(step, redact)),
    keep: plan.keep.map((kept) => texts(kept, redact)),
    orphans: plan.orphans.map(redact),
    warnings: plan.warnings.map(redact),
  }
}

function stepWithout(step: Step, redact: Redact): Step {
  const action = texts(step.action, redact)
  const named = 'spec' in action ? ({ ...action, spec: texts(action.spec, redact) } as Step['action']) : action
  return { ...texts(step, redact), action: named }
}

/** The same error: who catches it asks for its class, and its cause stays. */
function discreetError<T>(error: T, redact: Redact): T {
  if (!(error instanceof Error)) return error
  // Not assigned: an abort's reason is a DOMException, whose own message cannot be.
  Object.defineProperty(error, 'message', { value: redact(error.message), configurable: true, writable: true })
  if (error.stack !== undefined)
    Object.defineProperty(error, 'stack', { value: redact(error.stack), configurable: true, writable: true })
  if (!(error instanceof UpFailed)) return error
  return new UpFailed(
    error.message,
    error.failures.map((failure) => failureWithout(failure, redact)),
  ) as T & UpFailed
}

function failureWithout(failure: ExplainedFailure, redact: Redact): ExplainedFailure {
  const { probe, log } = failure
  return {
    ...texts(failure, redact),
    log: log.map(redact),
    ...(probe && { probe: { ...texts(probe, redact), output: probe.output.map(redact) } }),
  }
}

/** The record with its own texts redacted; what it holds further down stays. */
function texts<T extends object>(record: T, redact: Redact): T {
  const entries = Object.entries(record).map(([key, value]) => [key, typeof value === 'string' ? redact(value) : value])
  return Object.fromEntries(entries) as T
}
