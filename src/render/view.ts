import type { Event } from '../events.ts'
import type { Plan, Step } from '../plan/step.ts'
import type { Line } from './part.ts'
import { transferredOf } from './transferred.ts'
import { plainText } from './visible.ts'
import { isGrouped, type Words, wordsOf } from './words.ts'

/** Everything that a screen needs to know; made from events only. */
export interface View {
  readonly lines: ReadonlyMap<string, Line>
  /** What the last event changed, for renderers that print line by line. */
  readonly changed: readonly Line[]
  /** How many steps of each group are still to come. */
  readonly groups: ReadonlyMap<string, number>
  /** Waits that are under way by line, so that a line is done when its last wait is. */
  readonly waits: ReadonlyMap<string, number>
  /** How many steps of the plans are not done, by what they are for: a service, a network, what a task is done to. */
  readonly unfinished: ReadonlyMap<string, number>
  /** What was last seen of the services that are waited for. */
  readonly lacking: ReadonlyMap<string, string>
  /** Steps of the plans that may still happen: neither done, nor failed, nor skipped. */
  readonly pending: number
}

/** A screen with nothing on it. */
export const emptyView: View = {
  lines: new Map(),
  changed: [],
  groups: new Map(),
  waits: new Map(),
  unfinished: new Map(),
  lacking: new Map(),
  pending: 0,
}

/** The screen after an event. Pure. */
export function reduce(view: View, event: Event): View {
  switch (event.type) {
    case 'plan':
      return planned(view, event.plan)
    case 'step-started':
      return started(view, event.step, event.at)
    case 'step-done':
      return done({ ...withoutStep(view, event.step), pending: view.pending - 1 }, event)
    case 'step-failed':
      return failed({ ...view, pending: view.pending - 1 }, event)
    case 'progress':
      return progressed(view, event)
    case 'step-skipped':
      return { ...view, pending: view.pending - 1, changed: [] }
    case 'task':
      return worked(view, event)
    case 'log':
    case 'attached':
    case 'container':
    case 'phase':
    case 'watch':
    case 'warning':
    case 'notice':
      return view.changed.length === 0 ? view : { ...view, changed: [] }
  }
}

/** A task is no part of a plan, so what is to come is counted by its beginnings and ends. */
function worked(view: View, { id, text, status, state, at }: Extract<Event, { type: 'task' }>): View {
  const before = view.lines.get(id)
  const change = (state === 'working' ? 1 : 0) - (before?.state === 'working' ? 1 : 0)
  const next = line(id, {
    status,
    state,
    column: 'both',
    detail: plainText(text),
    startedAt: before?.state === 'working' ? before.startedAt : at,
    ...(state === 'working' ? {} : { endedAt: at }),
  })
  const unfinished = counted(view.unfinished, id, change)
  return { ...withLines(view, [next]), unfinished, pending: view.pending + change }
}

function planned(view: View, plan: Plan): View {
  const groups = new Map(view.groups)
  for (const step of plan.steps) if (isGrouped(step)) groups.set(step.group, (groups.get(step.group) ?? 0) + 1)
  const unfinished = new Map(view.unfinished)
  for (const step of plan.steps) unfinished.set(subjectOf(step), (unfinished.get(subjectOf(step)) ?? 0) + 1)
  const shows = ({ because }: Plan['keep'][number]): boolean =>
    plan.verb === 'up' || (plan.verb === 'create' && because.startsWith('running'))
  const running = plan.keep.filter(shows).map(({ container }) => line(`Container ${container}`))
  return {
    ...withLines(view, [...running, ...readyLines(plan)]),
    groups,
    unfinished,
    pending: view.pending + plan.steps.length,
  }
}

/** docker compose 2.40.3 waits also for what is ready: each of its containers begins and ends to be waited for. */
function readyLines({ ready = [] }: Plan): readonly Line[] {
  const status = (word: string): readonly Line[] => ready.map((name) => line(`Container ${name}`, { status: word }))
  return [...status('Waiting'), ...status('Healthy')]
}

function started(view: View, step: Step, at: number): View {
  const words = wordsOf(step)
  if (words === undefined || words.working === '') return { ...view, changed: [] }
  const waits = step.action.do === 'wait' ? counted(view.waits, words.id, 1) : view.waits
  const shown = view.lines.get(words.id)
  if (shown?.state === 'working' && shown.status === words.working) return { ...view, waits, changed: [] }
  const detail = waitingFor(step)
  const next = line(words.id, {
    status: words.working,
    column: words.column,
    state: 'working',
    startedAt: at,
    ...detail,
  })
  return { ...withLines(view, [next]), waits }
}

function done(view: View, { step, at, note }: Extract<Event, { type: 'step-done' }>): View {
  const words = wordsOf(step)
  if (words === undefined || words.done === '') return { ...view, changed: [] }
  const groups = isGrouped(step) ? counted(view.groups, step.group, -1) : view.groups
  const waits = step.action.do === 'wait' ? counted(view.waits, words.id, -1) : view.waits
  const left = isGrouped(step)
    ? (groups.get(step.group) ?? 0)
    : step.action.do === 'wait'
      ? (waits.get(words.id) ?? 0)
      : 0
  if (left > 0) return { ...view, groups, waits, changed: [] }
  const before = view.lines.get(words.id)
  const next = line(words.id, {
    ...outcome(words, note),
    column: words.column,
    startedAt: before?.startedAt ?? at,
    endedAt: at,
  })
  return { ...withLines(view, [next]), groups, waits }
}

function withoutStep(view: View, step: Step): View {
  return { ...view, unfinished: counted(view.unfinished, subjectOf(step), -1) }
}

/** What a step is for, in a word or two. */
function subjectOf({ action }: Step): string {
  if ('service' in action) return action.service
  if (action.do === 'build-image') return action.build.service
  if ('spec' in action && 'service' in action.spec) return action.spec.service
  if ('container' in action) return action.container
  if ('network' in action) return `network ${action.network}`
  return 'volume' in action ? `volume ${action.volume}` : `image ${action.image}`
}

/** What a wait found has a word in docker compose; any other remark is shown as it is. */
function outcome(words: Words, note: string | undefined): Pick<Line, 'status' | 'state'> {
  switch (note) {
    case undefined:
      return { status: words.done, state: 'done' }
    case 'healthy':
    case 'running':
      return { status: 'Healthy', state: 'done' }
    case 'completed':
      return { status: 'Exited', state: 'done' }
    case 'pulled':
      return { status: 'Pulled', state: 'done' }
    case 'skipped':
      return { status: 'Skipped', state: 'warning' }
    default:
      return { status: note, state: 'warning' }
  }
}

function failed(view: View, { step, at, error }: Extract<Event, { type: 'step-failed' }>): View {
  const words = wordsOf(step) ?? hidden(step)
  const before = view.lines.get(words.id)
  // The report tells the rest.
  const said = 'reason' in error && typeof error.reason === 'string' ? error.reason : undefined
  const why = plainText((said ?? error.message).split('\n')[0] ?? '')
  const waiting = step.action.do === 'wait'
  const next = line(words.id, {
    status: waiting ? 'Error' : why,
    column: words.column,
    state: 'error',
    startedAt: before?.startedAt ?? at,
    endedAt: at,
    ...(waiting ? { detail: why } : {}),
  })
  return withLines(view, [next])
}

function progressed(view: View, event: Extract<Event, { type: 'progress' }>): View {
  const words = wordsOf(event.step)
  const before = words === undefined ? undefined : view.lines.get(words.id)
  if (before === undefined) return { ...view, changed: [] }
  const { part, detail, current, total } = event
  if (part === undefined) {
    const lacking = new Map(view.lacking)
    if (event.step.action.do === 'wait') lacking.set(subjectOf(event.step), plainText(detail))
    return withLines({ ...view, lacking }, [{ ...before, detail: plainText(detail) }])
  }
  const numbers = { ...(current === undefined ? {} : { current }), ...(total === undefined ? {} : { total }) }
  const id = plainText(part)
  const transferred = transferredOf(detail, numbers, before.parts.get(id))
  const next = { detail: plainText(detail), ...numbers, ...(transferred === undefined ? {} : { transferred }) }
  const parts = new Map(before.parts).set(id, next)
  return withLines(view, [{ ...before, parts }])
}

function waitingFor({ action, because }: Step): { detail?: string } {
  if (action.do !== 'wait') return {}
  const state = action.until === 'settled' ? 'ready' : action.until
  return { detail: `until ${state}: ${because}` }
}

/** A silent step that failed shows on its container's line after all. */
function hidden({ action }: Step): Words {
  const id = 'container' in action ? `Container ${action.container}` : action.do
  return { id, working: '', done: '', column: 'status' }
}

function line(id: string, more: Partial<Line> = {}): Line {
  return { id, status: 'Running', column: 'status', state: 'done', startedAt: 0, parts: new Map(), ...more }
}

function withLines(view: View, changed: readonly Line[]): View {
  const lines = new Map(view.lines)
  for (const next of changed) lines.set(next.id, next)
  return { ...view, lines, changed }
}

function counted(counts: ReadonlyMap<string, number>, key: string, by: number): ReadonlyMap<string, number> {
  return new Map(counts).set(key, (counts.get(key) ?? 0) + by)
}
