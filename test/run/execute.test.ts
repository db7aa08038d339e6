import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Event } from '../../src/events.ts'
import type { Action, Plan, Step } from '../../src/plan/step.ts'
import { defaultParallel, execute, type Failure } from '../../src/run/execute.ts'

const wait = {
  do: 'wait',
  container: 'c',
  service: 's',
  until: 'healthy',
  orElse: 'fail',
  probes: 'own',
  for: [],
} as const
const start = { do: 'start-container', container: 'c', service: 's' } as const

function planOf(...steps: (Partial<Step> & { readonly after?: readonly number[] })[]): Plan {
  const full = steps.map((step, index): Step => ({
    id: index + 1,
    action: start as Action,
    because: '',
    after: [],
    ...step,
  }))
  return { verb: 'up', project: 'p', steps: full, keep: [], orphans: [], warnings: [] }
}

interface Script {
  readonly fails?: readonly number[]
  /** Steps that end only when they are aborted. */
  readonly hangs?: readonly number[]
  readonly ms?: Readonly<Record<number, number>>
  readonly signal?: AbortSignal
  readonly parallel?: number
}

/** Executes with a scripted perform; the log shows what began (`>1`), ended (`<1`), failed and was skipped, in order. */
async function run(plan: Plan, script: Script = {}): Promise<{ log: string[]; failures: readonly Failure[] }> {
  const log: string[] = []
  const marks: Partial<Record<Event['type'], string>> = {
    'step-started': '>',
    'step-done': '<',
    'step-failed': '!',
    'step-skipped': '-',
  }
  const perform = async (step: Step, signal: AbortSignal): Promise<undefined> => {
    await new Promise<void>((resolve, reject) => {
      if (script.hangs?.includes(step.id) === true) signal.addEventListener('abort', () => reject(new Error('aborted')))
      else setTimeout(resolve, script.ms?.[step.id] ?? 0)
    })
    if (script.fails?.includes(step.id) === true) throw new Error(`no ${step.id}`)
    return undefined
  }
  const emit = (event: Event): void => {
    const mark = marks[event.type]
    if (mark !== undefined && 'step' in event) log.push(`${mark}${event.step.id}`)
  }
  const signal = script.signal ?? new AbortController().signal
  const parallel = script.parallel === undefined ? {} : { parallel: script.parallel }
  const done = execute(plan, perform, { emit, signal, now: () => 0, ...parallel })
  await vi.runAllTimersAsync()
  const failures = await done
  return { log, failures }
}

// The clock is the test's own: steps last exactly as long as their script says.
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('execution', () => {
  test('tells what a step has remarked, and nothing where it has not', async () => {
    const events: Event[] = []
    const perform = async ({ id }: Step): Promise<string | undefined> => (id === 1 ? 'a remark' : undefined)
    const emit = (event: Event): void => void events.push(event)
    await execute(planOf({}, {}), perform, { emit, signal: new AbortController().signal, now: () => 0 })
    const done = events.flatMap((event) => (event.type === 'step-done' ? [[event.step.id, event.note]] : []))
    expect(done).toEqual([
      [1, 'a remark'],
      [2, undefined],
    ])
  })

  test('a step begins as soon as its own dependencies are done, not when others are', async () => {
    const { log } = await run(planOf({}, {}, { after: [1] }, { after: [2] }), { ms: { 2: 40 } })
    expect(log).toEqual(['>1', '>2', '<1', '>3', '<3', '<2', '>4', '<4'])
  })

  test('a failure skips what depends on it and nothing else, and only the root is reported', async () => {
    const { log, failures } = await run(planOf({}, { after: [1] }, { after: [2] }, {}), { fails: [1], ms: { 1: 5 } })
    expect(log).toEqual(['>1', '>4', '<4', '!1', '-2', '-3'])
    expect(failures.map((failure) => failure.error.message)).toEqual(['no 1'])
  })

  test('a failure ends the waits that nothing follows any more, without blaming them', async () => {
    const plan = planOf({ action: wait }, {}, { action: wait }, { after: [2, 3] })
    const { log, failures } = await run(plan, { fails: [2], hangs: [1, 3], ms: { 2: 5 } })
    expect(log).toEqual(['>1', '>2', '>3', '!2', '-1', '-3', '-4'])
    expect(failures).toHaveLength(1)
  })

  test('a failure lets a wait go on that something else starts after, and skips one that only tells', async () => {
    const plan = planOf({ action: wait }, {}, { after: [1] }, { action: wait, after: [3] })
    const { log } = await run(plan, { fails: [2], ms: { 1: 30, 2: 5 } })
    expect(log).toEqual(['>1', '>2', '!2', '<1', '>3', '<3', '-4'])
  })

  test('a failure does not cut off a build or a pull that is under way', async () => {
    const pull = { do: 'pull-image', image: 'i', service: 's', orElse: 'fail' } as const
    const plan = planOf({ action: pull }, { action: pull }, { after: [2] })
    const signals: AbortSignal[] = []
    const perform = async ({ id }: Step, signal: AbortSignal): Promise<undefined> => {
      signals.push(signal)
      await new Promise((resolve) => setTimeout(resolve, id * 10))
      if (id === 1) throw new Error('no 1')
    }
    const done = execute(plan, perform, { emit: () => {}, signal: new AbortController().signal, now: () => 0 })
    await vi.runAllTimersAsync()
    expect((await done).map(({ step }) => step.id)).toEqual([1])
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false])
  })

  test('a step that may go on after a failure lets its dependants run, and is reported', async () => {
    const { log, failures } = await run(planOf({ onFailure: 'go-on' }, { after: [1] }), { fails: [1] })
    expect(log).toEqual(['>1', '!1', '>2', '<2'])
    expect(failures).toHaveLength(1)
  })

  test('an abort launches nothing more and lets requests under way end', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 5)
    const { log } = await run(planOf({}, { after: [1] }), { ms: { 1: 30 }, signal: stop.signal })
    expect(log).toEqual(['>1', '<1', '-2'])
  })

  test('steps with equal locks run one after the other', async () => {
    const { log } = await run(planOf({ lock: 'ports' }, { lock: 'ports' }), { ms: { 1: 20 } })
    expect(log).toEqual(['>1', '<1', '>2', '<2'])
  })

  test('a step without patience left does not wait for its dependencies', async () => {
    const { log } = await run(planOf({}, { after: [1], patience: 10 }), { ms: { 1: 60 } })
    expect(log).toEqual(['>1', '>2', '<2', '<1'])
  })

  test('a grace period of many containers is not counted against the default limit', async () => {
    const stop = { do: 'stop-container', container: 'c', service: 's' } as const
    const steps = Array.from({ length: defaultParallel + 1 }, () => ({ action: stop }))
    const { log } = await run(planOf(...steps), { ms: Object.fromEntries(steps.map((_, i) => [i + 1, 600])) })
    expect(log.indexOf(`>${defaultParallel + 1}`)).toBeLessThan(log.indexOf('<1'))
    expect(log.slice(0, defaultParallel)).not.toContain(`>${defaultParallel + 1}`)
  })

  test('no more requests than allowed are under way, and waits do not count', async () => {
    const { log } = await run(planOf({ action: wait }, {}, {}), { ms: { 1: 40, 2: 20 }, parallel: 1 })
    expect(log).toEqual(['>1', '>2', '<2', '>3', '<3', '<1'])
  })
})
