import type { Event } from '../events.ts'
import type { Action, Step } from '../plan/step.ts'
import { lastLines, type OwnProbes } from './ready/own-probes.ts'
import type { UnmetConditions } from './ready/unmet-conditions.ts'

/** What is known of waits that take long. */
interface Findings {
  /** The last own probe of a container. */
  readonly probed: OwnProbes['last']
  readonly unmet: UnmetConditions['of']
}

/** Says from time to time what waits are still waiting for. */
interface WaitReports {
  readonly note: (event: Event) => void
  readonly stop: () => void
}

/** Seconds after which a wait is told of: not before docker compose's silence is a riddle, and then seldom. */
const [first, second, pace] = [10, 30, 60]

/** Each wait is told of after 10 s, after 30 s, and then each minute; all of them when the signal aborts. */
export function waitReports(
  { probed, unmet }: Findings,
  { emit, signal }: { readonly emit: (event: Event) => void; readonly signal: AbortSignal },
): WaitReports {
  const pending = new Map<number, { readonly step: Step; timer: NodeJS.Timeout }>()
  const found = (step: Step): string | undefined =>
    step.action.do === 'wait' ? findingOf(step.action, { probed, unmet }) : undefined
  // Several may wait for one container.
  const isFirst = (step: Step): boolean =>
    [...pending.values()].find((other) => containerOf(other.step) === containerOf(step))?.step.id === step.id
  const later = (step: Step, after: number, until: number): NodeJS.Timeout =>
    setTimeout(() => {
      if (isFirst(step)) emit({ type: 'progress', step, detail: found(step) ?? unknown(step), waited: until })
      const next = until < second ? second : until < pace ? pace : until + pace
      pending.set(step.id, { step, timer: later(step, next - until, next) })
    }, after * 1000).unref()
  const forget = (id: number): void => {
    clearTimeout(pending.get(id)?.timer)
    pending.delete(id)
  }
  const abort = (): void => {
    for (const { step } of pending.values()) {
      const detail = found(step)
      if (detail !== undefined) emit({ type: 'progress', step, detail })
    }
  }
  signal.addEventListener('abort', abort, { once: true })
  return {
    note: (event) => {
      if (event.type === 'step-started' && event.step.action.do === 'wait')
        pending.set(event.step.id, { step: event.step, timer: later(event.step, first, first) })
      if (event.type === 'step-done' || event.type === 'step-failed') forget(event.step.id)
    },
    stop: () => {
      signal.removeEventListener('abort', abort)
      for (const id of pending.keys()) forget(id)
    },
  }
}

/** `http 8000/etc: answered 301`, or `probe exit 1: no database yet`; undefined where nothing was seen so far. */
function findingOf({ container }: Extract<Action, { do: 'wait' }>, { probed, unmet }: Findings): string | undefined {
  const conditions = unmet(container)
  const probe = probed(container)
  if (conditions.length > 0 || probe === undefined || probe.exitCode === 0)
    return conditions.length === 0 ? undefined : conditions.join(', ')
  const said = lastLines(probe.output.join('\n')).at(-1)
  return `probe exit ${probe.exitCode}${said === undefined ? '' : `: ${short(said.trim())}`}`
}

function containerOf({ action }: Step): string | undefined {
  return action.do === 'wait' ? action.container : undefined
}

function unknown({ action }: Step): string {
  return action.do === 'wait' && action.until === 'completed' ? 'it has not ended' : 'it is not ready'
}

const longest = 200

function short(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
