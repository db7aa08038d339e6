import type { Event } from './events.ts'
import type { Plan, Step } from './plan/step.ts'
import { type ExplainedFailure, UpFailed } from './plan/up-failed.ts'
import { ComposeError, type Diagnostic } from './source/diagnostic.ts'
import type { Redact } from './source/redact.ts'

/** The event without what must not be shown. */
export function discreetEvent(event: Event, redact: Redact): Event {
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
      return { ...texts(event, redact), ...(diagnostic && { diagnostic: diagnosticWithout(diagnostic, redact) }) }
    }
    case 'notice':
    case 'watch':
    case 'task':
      return texts(event, redact)
    // What containers say is their own.
    case 'log':
    case 'attached':
    case 'container':
    case 'phase':
      return event
  }
}

/** The plan without what must not be shown. */
export function planWithout(plan: Plan, redact: Redact): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => stepWithout(step, redact)),
    keep: plan.keep.map((kept) => texts(kept, redact)),
    orphans: plan.orphans.map(redact),
    ...(plan.orphanFiles && {
      orphanFiles: new Map([...plan.orphanFiles].map(([name, files]) => [redact(name), redact(files)])),
    }),
    warnings: plan.warnings.map(redact),
  }
}

function stepWithout(step: Step, redact: Redact): Step {
  const own = texts(step, redact)
  const action = actionWithout(step.action, redact)
  const changes = step.changes?.map((change) => texts(change, redact))
  const isChanged = changes?.some((change, at) => change !== step.changes?.[at]) === true
  if (own === step && action === step.action && !isChanged) return step
  return { ...own, action, ...(changes && { changes }) }
}

function actionWithout(action: Step['action'], redact: Redact): Step['action'] {
  const own = texts(action, redact)
  if (!('spec' in own)) return own
  const spec = texts(own.spec, redact)
  return spec === own.spec ? own : ({ ...own, spec } as Step['action'])
}

/** The same error without what must not be shown: who catches it asks for its class, and its cause stays. */
export function discreetError<T>(error: T, redact: Redact): T {
  if (!(error instanceof Error)) return error
  // Not assigned: an abort's reason is a DOMException, whose own message cannot be.
  for (const key of ['message', 'stack', 'reason', 'fix']) {
    const value: unknown = Reflect.get(error, key)
    if (typeof value === 'string')
      Object.defineProperty(error, key, { value: redact(value), configurable: true, writable: true })
  }
  if (error instanceof ComposeError) {
    const diagnostics = error.diagnostics.map((it) => diagnosticWithout(it, redact))
    Object.defineProperty(error, 'diagnostics', { value: diagnostics, configurable: true, enumerable: true })
  }
  if (!(error instanceof UpFailed)) return error
  return new UpFailed(
    error.message,
    error.failures.map((failure) => failureWithout(failure, redact)),
  ) as T & UpFailed
}

function diagnosticWithout(diagnostic: Diagnostic, redact: Redact): Diagnostic {
  return { ...texts(diagnostic, redact), notes: diagnostic.notes.map((note) => texts(note, redact)) }
}

function failureWithout(failure: ExplainedFailure, redact: Redact): ExplainedFailure {
  const { probe, log } = failure
  return {
    ...texts(failure, redact),
    ...(failure.kind && { kind: failure.kind }),
    log: log.map(redact),
    ...(probe && { probe: { ...texts(probe, redact), output: probe.output.map(redact) } }),
  }
}

/** The record with its own texts redacted, itself where none changes; what it holds further down stays. */
function texts<T extends object>(record: T, redact: Redact): T {
  const changed = Object.entries(record).flatMap(([key, value]) => {
    if (typeof value !== 'string') return []
    const shown = redact(value)
    return shown === value ? [] : [[key, shown] as const]
  })
  return changed.length === 0 ? record : { ...record, ...Object.fromEntries(changed) }
}
