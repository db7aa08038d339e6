import { discreetError, discreetEvent } from '../discreet.ts'
import type { Event } from '../events.ts'
import type { Action, Step } from '../plan/step.ts'
import { codeOf } from '../source/codes.ts'
import { lineColumn } from '../source/file.ts'
import { withoutUserinfo } from '../source/mask.ts'
import { findingsOf } from './diagnostics/finding.ts'
import { plainLines } from './visible.ts'

/** One line of `--events`, as schema/events-v1.json describes it. */
export interface EventRecord {
  readonly v: 1
  /** RFC 3339 with milliseconds. */
  readonly t: string
  readonly type: string
  readonly [field: string]: unknown
}

type Fields = { readonly type: string } & Readonly<Record<string, unknown>>

/**
 * Turns what happens into records for programs: version 1, to which types and fields are only ever added. What containers
 * print is not among them, nor are the values of secrets. `now` is in milliseconds since the epoch.
 */
export function createEventRecords(now: () => number): (event: Event) => readonly EventRecord[] {
  // Each plan counts its steps from 1.
  let plan = 0
  return (given) => {
    const event = discreetEvent(given, withoutUserinfo)
    if (event.type === 'plan') plan++
    const at = 'at' in event ? event.at : now()
    return fieldsOf(event, plan).map((fields) => ({ v: 1, t: new Date(at).toISOString(), ...fields }))
  }
}

/** A record of a command that begins or ends. */
export function commandRecord(
  fields: { readonly type: 'command.started' | 'command.ended' } & Readonly<Record<string, unknown>>,
  at: number,
): EventRecord {
  return { v: 1, t: new Date(at).toISOString(), ...fields }
}

/** Why a command has failed: a record for each cause. */
export function errorRecords(error: unknown, cwd: string, at: number): readonly EventRecord[] {
  return findingsOf(discreetError(error, withoutUserinfo), cwd)
    .filter(({ severity }) => severity === 'error')
    .map(({ message, code, at: origin, fix }) => {
      const place = origin === undefined ? {} : { file: origin.file.path, ...lineColumn(origin.file, origin.start) }
      return { v: 1, t: new Date(at).toISOString(), type: 'error', message, ...given({ code, fix }), ...place }
    })
}

function fieldsOf(event: Event, plan: number): readonly Fields[] {
  switch (event.type) {
    case 'plan': {
      const { verb, project, steps, keep } = event.plan
      return [{ type: 'plan', plan, verb, project, steps: steps.length, keep: keep.length }]
    }
    case 'step-started':
      return [{ type: 'step.started', ...stepFields(event.step, plan), because: plainLines(event.step.because) }]
    case 'step-done':
      return [
        { type: 'step.done', ...stepFields(event.step, plan), ...given({ note: event.note }) },
        ...readiness(event),
      ]
    case 'step-failed':
      return [
        { type: 'step.failed', ...stepFields(event.step, plan), message: plainLines(event.error.message) },
        ...failure(event),
      ]
    case 'step-skipped':
      return [{ type: 'step.skipped', ...stepFields(event.step, plan), because: plainLines(event.because) }]
    case 'progress': {
      const { part, current, total, detail } = event
      return [
        {
          type: 'step.progress',
          ...stepFields(event.step, plan),
          ...given({ part, current, total }),
          detail: plainLines(detail),
        },
      ]
    }
    case 'container': {
      const { container, service, change, exitCode } = event
      return [{ type: `container.${change}`, container, service, ...given({ exitCode }) }]
    }
    case 'task':
      return [
        {
          type: `task.${event.state}`,
          id: plainLines(event.id),
          text: plainLines(event.text),
          status: plainLines(event.status),
        },
      ]
    case 'phase':
      return [{ type: `phase.${event.state}`, phase: event.phase }]
    case 'attached':
      return [{ type: 'attached', containers: event.containers }]
    case 'watch':
    case 'notice':
      return [{ type: event.type, message: plainLines(event.message) }]
    case 'warning':
      return [{ type: 'warning', message: plainLines(event.message), ...placeOf(event) }]
    case 'log':
      return []
  }
}

interface Subject {
  readonly kind: 'container' | 'network' | 'volume' | 'image'
  readonly name: string
}

function stepFields(step: Step, plan: number): Readonly<Record<string, unknown>> {
  const { action } = step
  const service =
    'service' in action
      ? action.service
      : 'spec' in action && 'service' in action.spec
        ? action.spec.service
        : undefined
  return { plan, step: step.id, action: action.do, ...subjectOf(action), ...given({ service }) }
}

function subjectOf(action: Action): Subject {
  if ('container' in action) return { kind: 'container', name: action.container }
  if ('network' in action) return { kind: 'network', name: action.network }
  return 'volume' in action ? { kind: 'volume', name: action.volume } : { kind: 'image', name: action.image }
}

/** That a wait is over says something about a service. */
function readiness({ step: { action }, note }: Extract<Event, { type: 'step-done' }>): readonly Fields[] {
  if (action.do !== 'wait' || action.hook !== undefined || note === 'skipped') return []
  return [
    { type: 'service.ready', service: action.service, container: action.container, because: note ?? action.until },
  ]
}

const failures: ReadonlyMap<string, string> = new Map([
  ['unhealthy', 'service.unhealthy'],
  ['exited', 'service.exited'],
  ['crash-loop', 'service.exited'],
])

function failure({ step: { action }, error }: Extract<Event, { type: 'step-failed' }>): readonly Fields[] {
  if (action.do !== 'wait' || action.hook !== undefined) return []
  const type = ('kind' in error ? failures.get(String(error.kind)) : undefined) ?? 'service.failed'
  const exitCode = 'exitCode' in error && typeof error.exitCode === 'number' ? error.exitCode : undefined
  const { service, container } = action
  return [{ type, service, container, message: plainLines(error.message), ...given({ exitCode }) }]
}

function placeOf({ diagnostic }: Extract<Event, { type: 'warning' }>): Readonly<Record<string, unknown>> {
  if (diagnostic === undefined) return {}
  const { kind, severity, at, fix } = diagnostic
  const place = at === undefined ? {} : { file: at.file.path, ...lineColumn(at.file, at.start) }
  return { code: codeOf(kind, severity), ...place, ...given({ fix }) }
}

function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
