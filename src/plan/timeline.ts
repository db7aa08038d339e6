import { readyText } from '../attributes/ready/ready.ts'
import type { Event } from '../events.ts'
import { subjectText } from './format.ts'
import type { Action, Step } from './step.ts'

/** What a step of a start-up is, in a word. */
export type SpanKind = 'pull' | 'build' | 'create' | 'start' | 'wait' | 'hook' | 'stop' | 'other'

/** One step of a start-up, with its times in milliseconds after the beginning. */
export interface Span {
  readonly id: number
  readonly kind: SpanKind
  /** What is done to what, for instance `wait for db: healthy`. */
  readonly text: string
  readonly service?: string
  readonly because: string
  /** Steps that had to be done before. */
  readonly after: readonly number[]
  readonly started: number
  readonly ended: number
  readonly outcome: 'done' | 'failed' | 'stopped'
  /** Of a wait: for what. `settled` has no healthcheck, or has one that nobody else waits for: then `note` says `healthy`. */
  readonly until?: string
  /** Of a wait: the conditions of `x-ready`. */
  readonly ready?: readonly string[]
  /** How a wait ended: `healthy`, `running`, `completed`. */
  readonly note?: string
}

/** A start-up, as it was. Holds names and times, and of one that failed what the report said first. Version 1 of the form. */
export interface Timeline {
  readonly version: 1
  readonly project: string
  /** RFC 3339. */
  readonly began: string
  /** Milliseconds from the beginning to the end of the last step. */
  readonly total: number
  readonly outcome: 'up' | 'failed' | 'interrupted'
  /** Why it failed: a line for each failure. */
  readonly reasons?: readonly string[]
  readonly spans: readonly Span[]
  /** How many further steps there were than are listed. */
  readonly left: number
}

export interface Ending {
  readonly project: string
  /** Milliseconds since the epoch. */
  readonly began: number
  /** The same as RFC 3339. */
  readonly date: string
  readonly outcome: Timeline['outcome']
  readonly reasons?: readonly string[]
}

/** So many reasons are kept: what failed first tells most. */
const mostReasons = 10

/** More steps than these are no help to anybody. */
const most = 2_000
const longestText = 200

/** The start-up that events tell of. Each `plan` among them begins a new plan, whose steps follow all those of the one before. */
export function timelineOf(
  events: readonly Event[],
  { project, began, date, outcome, reasons = [] }: Ending,
): Timeline {
  const phases = phasesOf(events)
  const spans: Span[] = []
  let offset = 0
  let before: readonly number[] = []
  for (const phase of phases) {
    const found = spansOf(phase, { project, began, offset, before })
    spans.push(...found)
    const followed = new Set(found.flatMap(({ after }) => after))
    if (found.length > 0) before = found.map(({ id }) => id).filter((id) => !followed.has(id))
    offset = Math.max(offset, ...found.map(({ id }) => id))
  }
  const total = Math.max(0, ...spans.map(({ ended }) => ended))
  const form = { version: 1, project: short(project), began: date, total, outcome } as const
  const why = reasons.length === 0 ? {} : { reasons: reasons.slice(0, mostReasons).map(short) }
  return { ...form, ...why, spans: spans.slice(0, most), left: Math.max(0, spans.length - most) }
}

function phasesOf(events: readonly Event[]): readonly (readonly Event[])[] {
  const phases: Event[][] = [[]]
  for (const event of events)
    if (event.type === 'plan') phases.push([])
    else phases.at(-1)?.push(event)
  return phases
}

interface Place {
  readonly project: string
  readonly began: number
  readonly offset: number
  /** The last steps of the plan before. */
  readonly before: readonly number[]
}

function spansOf(events: readonly Event[], { project, began, offset, before }: Place): readonly Span[] {
  const started = new Map<number, number>()
  const spans: Span[] = []
  for (const event of events) {
    if (event.type === 'step-started') started.set(event.step.id, event.at)
    const outcome = outcomes[event.type]
    if (outcome === undefined || !('step' in event) || !('at' in event)) continue
    const from = started.get(event.step.id)
    if (from === undefined) continue
    const note = event.type === 'step-done' && event.note !== undefined ? { note: event.note } : {}
    const times = { started: Math.max(0, from - began), ended: Math.max(0, event.at - began) }
    spans.push({ ...spanOf(event, project), ...times, outcome, ...note })
  }
  const known = new Set(spans.map(({ id }) => id))
  return spans
    .toSorted((a, b) => a.id - b.id)
    .map((span) => {
      const after = span.after.filter((id) => known.has(id)).map((id) => id + offset)
      return { ...span, id: span.id + offset, after: after.length === 0 ? before : after }
    })
}

const outcomes: { readonly [K in Event['type']]?: Span['outcome'] } = {
  'step-done': 'done',
  'step-failed': 'failed',
  'step-skipped': 'stopped',
}

function spanOf(event: Ended, project: string): Omit<Span, 'started' | 'ended' | 'outcome'> {
  const { id, action, because, after } = event.step
  const service = serviceIn(action)
  return {
    id,
    kind: kindOf(action),
    text: short(textOf(action, project, isProbed(event) ? 'healthy' : undefined)),
    ...(service === undefined ? {} : { service: short(service) }),
    because: short(because),
    after,
    ...(action.do === 'wait' ? { until: action.until } : {}),
    ...(action.do === 'wait' && action.ready !== undefined
      ? { ready: action.ready.map((one) => short(readyText(one))) }
      : {}),
  }
}

type Ended = Extract<Event, { readonly step: Step; readonly at: number }>

/** A wait for a service to be up is one for its health where it has a healthcheck: also when nobody else waits for it. */
function isProbed(event: Ended): boolean {
  if (event.type === 'step-done') return event.note === 'healthy'
  return event.type === 'step-failed' && 'kind' in event.error && event.error.kind === 'unhealthy'
}

function serviceIn(action: Action): string | undefined {
  if ('service' in action) return action.service
  if (action.do === 'build-image') return action.build.service
  return action.do === 'create-container' || action.do === 'copy-in' ? action.spec.service : undefined
}

function kindOf(action: Action): SpanKind {
  switch (action.do) {
    case 'pull-image':
      return 'pull'
    case 'build-image':
      return 'build'
    case 'create-network':
    case 'create-volume':
    case 'create-container':
    case 'copy-in':
    case 'connect-network':
      return 'create'
    case 'start-container':
    case 'restart-container':
    case 'unpause-container':
      return 'start'
    case 'wait':
      return 'wait'
    case 'run-hook':
      return 'hook'
    case 'stop-container':
    case 'kill-container':
    case 'remove-container':
    case 'remove-network':
    case 'remove-volume':
    case 'disconnect-network':
    case 'pause-container':
      return 'stop'
    case 'push-image':
    case 'remove-image':
    case 'rename-container':
      return 'other'
  }
}

/** Of a name of the project's own, its beginning, which all have, is left out. */
function textOf(action: Action, project: string, seen: 'healthy' | undefined): string {
  const own = (name: string): string =>
    /^[-_]./.test(name.slice(project.length)) ? name.slice(project.length + 1) : name
  const bare = (name: string): string => (name.startsWith(project) ? own(name) : name)
  if (action.do === 'wait') {
    const conditions = (action.ready ?? []).map(readyText)
    return `wait for ${bare(action.container)}: ${(conditions.length > 0 ? conditions : [words[seen ?? action.until]]).join(', ')}`
  }
  const [verb = '', what = ''] = action.do.split('-')
  const container = action.do === 'create-container' ? action.spec.name : subjectText(action)
  return what === 'image'
    ? `${verb} ${container}`
    : `${verb} ${what === 'container' ? '' : `${what} `}${bare(container)}`
}

const words = { healthy: 'healthy', running: 'running', completed: 'to complete', settled: 'to be up' } as const

function short(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text
}
