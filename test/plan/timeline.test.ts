import { expect, test } from 'vitest'
import type { Event } from '../../src/events.ts'
import { advice, criticalPath } from '../../src/plan/critical-path.ts'
import type { Action, Step } from '../../src/plan/step.ts'
import { type Span, timelineOf } from '../../src/plan/timeline.ts'

const span = (id: number, times: readonly [number, number], after: readonly number[] = []): Span => ({
  id,
  kind: 'other',
  text: `step ${id}`,
  because: 'test',
  after,
  started: times[0],
  ended: times[1],
  outcome: 'done',
})
const shown = (spans: readonly Span[]): readonly string[] =>
  criticalPath(spans).map(({ span: { id }, queued, saving }) => `#${id} queued ${queued} saves ${saving}`)

test('the critical path leads from the last end back through what each step waited for last', () => {
  const spans = [
    span(1, [0, 100]),
    span(2, [0, 900]),
    span(3, [100, 300], [1]),
    span(4, [900, 1_000], [2, 3]),
    span(5, [300, 800], [3]),
  ]
  expect(shown(spans)).toEqual(['#2 queued 0 saves 200', '#4 queued 0 saves 100'])
})

test('the critical path is the same in whatever order the steps are told', () => {
  const spans = [span(1, [0, 100]), span(2, [100, 300], [1]), span(3, [0, 290]), span(4, [300, 800], [2, 3])]
  expect(shown(spans.toReversed())).toEqual(shown(spans))
})

test('a step that waited for room says for how long, and what it would have saved leaves the queueing as it is', () => {
  expect(shown([span(1, [0, 100]), span(2, [600, 700], [1])])).toEqual([
    '#1 queued 0 saves 100',
    '#2 queued 500 saves 100',
  ])
})

test('what runs beside a step limits what that step would save', () => {
  expect(shown([span(1, [0, 1_000]), span(2, [0, 990]), span(3, [1_000, 1_500], [1, 2])])).toEqual([
    '#1 queued 0 saves 10',
    '#3 queued 0 saves 500',
  ])
})

test('no steps have no path', () => expect(criticalPath([])).toEqual([]))

test('advice is about the greatest savings, three at most, and none that is noise', () => {
  const kinds = ['pull', 'wait', 'build', 'hook', 'pull'] as const
  const chain = kinds.map((kind, i): Span => {
    const length = [4_000, 300, 2_000, 50, 500]
    const at = length.slice(0, i).reduce((sum, one) => sum + one, 0)
    return { ...span(i + 1, [at, at + (length[i] ?? 0)], i === 0 ? [] : [i]), kind, service: 'db' }
  })
  expect(advice(criticalPath(chain), 'failed')).toEqual([])
  expect(advice(criticalPath(chain), 'up').map(({ saving, text }) => `${saving} ${text.split(':')[0] ?? ''}`)).toEqual([
    '4000 step 1',
    '2000 step 3',
    '500 step 5',
  ])
})

test.for([
  { wait: { until: 'settled', note: 'healthy', because: '--wait' }, text: 'its program takes this long' },
  {
    wait: { until: 'healthy', note: 'healthy', because: 'web needs it' },
    text: 'its program takes this long to become ready, and others wait for it',
  },
  { wait: { until: 'settled', note: 'running', because: '--wait' }, text: 'without a healthcheck' },
  { wait: { until: 'settled', note: 'completed', because: '--wait' }, text: undefined },
] as const)('advice on a wait knows what it waited for: $wait', ({ wait, text }, { expect }) => {
  const found = advice(criticalPath([{ ...span(1, [0, 5_000]), kind: 'wait', service: 'db', ...wait }]), 'up')
  expect(found.map((one) => one.text)).toEqual(text === undefined ? [] : [expect.stringContaining(text)])
})

test.for([
  { text: 'stop web-1', took: 10_200, advised: 1 },
  { text: 'stop web-1', took: 600, advised: 0 },
  { text: 'remove web-1', took: 1_200, advised: 0 },
])(
  'only a stop as long as a grace period is said to need a signal: $text, $took ms',
  ({ text, took, advised }, { expect }) => {
    const found = advice(criticalPath([{ ...span(1, [0, took]), kind: 'stop', service: 'web', text }]), 'up')
    expect(found).toHaveLength(advised)
  },
)

test('a wait for a service to be up that has a healthcheck is one for its health', () => {
  const wait = {
    do: 'wait',
    container: 'demo-db-1',
    service: 'db',
    until: 'settled',
    orElse: 'fail',
    probes: 'own',
    for: [],
  } as const
  const events = [
    { type: 'step-started', step: step(1, wait), at: 0 },
    { type: 'step-done', step: step(1, wait), at: 10, note: 'healthy' },
  ] as const
  const { spans } = timelineOf(events, { project: 'demo', began: 0, date: '', outcome: 'up' })
  expect(spans[0]?.text).toBe('wait for db-1: healthy')
})

const step = (id: number, action: Action, after: readonly number[] = []): Step => ({
  id,
  action,
  because: 'new',
  after,
})
const start = (container: string): Action => ({ do: 'start-container', container, service: 'db' })

test('steps become spans from the beginning, with the names of the project made short', () => {
  const [one, two] = [step(1, start('demo-db-1')), step(2, start('demo-web-1'), [1])]
  const events: Event[] = [
    { type: 'step-started', step: one, at: 1_100 },
    { type: 'step-done', step: one, at: 1_300 },
    { type: 'step-started', step: two, at: 1_300 },
    { type: 'step-failed', step: two, at: 1_400, error: new Error('no') },
  ]
  const { total, spans } = timelineOf(events, { project: 'demo', began: 1_000, date: '', outcome: 'failed' })
  expect(total).toBe(400)
  expect(
    spans.map(({ id, text, started, ended, after, outcome }) => [id, text, started, ended, after, outcome]),
  ).toEqual([
    [1, 'start db-1', 100, 300, [], 'done'],
    [2, 'start web-1', 300, 400, [1], 'failed'],
  ])
})

test('the steps of a second plan follow the last ones of the first, and those that never started are left out', () => {
  const build = step(1, { do: 'pull-image', image: 'x', service: 'db', orElse: 'fail' })
  const [one, two] = [step(1, start('demo-db-1')), step(2, start('demo-web-1'), [1])]
  const events: Event[] = [
    { type: 'step-started', step: build, at: 0 },
    { type: 'step-done', step: build, at: 10 },
    { type: 'plan', plan: { verb: 'up', project: 'demo', steps: [], keep: [], orphans: [], warnings: [] } },
    { type: 'step-started', step: one, at: 20 },
    { type: 'step-done', step: one, at: 30 },
    { type: 'step-skipped', step: two, at: 30, because: 'interrupted' },
  ]
  const { spans } = timelineOf(events, { project: 'demo', began: 0, date: '', outcome: 'interrupted' })
  expect(spans.map(({ id, text, after }) => [id, text, after])).toEqual([
    [1, 'pull x', []],
    [2, 'start db-1', [1]],
  ])
})

test('a start-up of very many steps stays small', () => {
  const steps = Array.from({ length: 3_000 }, (_, i) => step(i + 1, start(`demo-${'x'.repeat(1_000)}-${i}`)))
  const events = steps.flatMap((one): Event[] => [
    { type: 'step-started', step: one, at: 0 },
    { type: 'step-done', step: one, at: one.id },
  ])
  const timeline = timelineOf(events, { project: 'demo', began: 0, date: '', outcome: 'up' })
  expect(timeline).toMatchObject({ total: 3_000, left: 1_000 })
  expect(JSON.stringify(timeline).length).toBeLessThan(1_000_000)
})
