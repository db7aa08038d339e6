import { expect, test } from 'vitest'
import { type Engine, EngineError } from '../../src/engine/port.ts'
import type { Plan, Step } from '../../src/plan/step.ts'
import { explain } from '../../src/run/explain.ts'

const start = { do: 'start-container', container: 'p-a-1', service: 'a' } as const
const stop = { do: 'stop-container', container: 'p-a-1', service: 'a' } as const
const pull = { do: 'pull-image', image: 'x', service: 'a', orElse: 'fail' } as const

const rows: readonly (readonly [Step['action'], said: readonly [number, string], again: boolean])[] = [
  [start, [404, 'failed to set up container networking: network p_n2 not found'], true],
  [start, [404, 'No such container: p-a-1'], true],
  [start, [404, 'exec: "nosuch": executable file not found in $PATH'], false],
  [start, [409, 'cannot start a paused container'], false],
  [stop, [404, 'No such container: p-a-1'], true],
  [pull, [404, 'manifest unknown'], false],
]

test.each(rows)('another look is worth while after %o failed with %j: %s', async (action, [status, said], again) => {
  const step: Step = { id: 1, action, because: '', after: [] }
  const plan: Plan = { verb: 'up', project: 'p', steps: [step], keep: [], orphans: [], warnings: [] }
  const error = new EngineError(said, { status, operation: action.do })
  // These failures explain themselves: nothing is asked of the engine.
  const explained = await explain({ step, error }, { plan, engine: {} as Engine })
  expect(explained.conflict ?? false).toBe(again)
})

const kinds: readonly (readonly [Step['action'], Error, string])[] = [
  [pull, new EngineError('manifest unknown', { status: 404, operation: 'pull' }), 'pull-failed'],
  [start, new EngineError('exec: no such file', { status: 400, operation: 'start' }), 'engine-refused'],
]

test.each(kinds)('%o that fails with %s is of its kind', async (action, error, kind) => {
  const step: Step = { id: 1, action, because: '', after: [] }
  const plan: Plan = { verb: 'up', project: 'p', steps: [step], keep: [], orphans: [], warnings: [] }
  expect(await explain({ step, error }, { plan, engine: {} as Engine })).toMatchObject({ kind })
})

test('whatever fails for want of room has the remedy for that', async () => {
  const step: Step = { id: 1, action: pull, because: '', after: [] }
  const plan: Plan = { verb: 'up', project: 'p', steps: [step], keep: [], orphans: [], warnings: [] }
  const said = 'failed to register layer: write /usr/lib/x: no space left on device'
  const error = new EngineError(said, { status: 500, operation: 'pull' })
  const { fix } = await explain({ step, error }, { plan, engine: {} as Engine })
  expect(fix).toContain('docker system df')
})

test.each([
  ['stop', ['b']],
  ['go-on', []],
] as const)(
  'a step before a start that fails blocks whom it keeps from starting, onFailure: %s',
  async (onFailure, blocked) => {
    const steps: readonly Step[] = [
      { id: 1, action: stop, because: 'restart', after: [], onFailure },
      { id: 2, action: { do: 'start-container', container: 'p-b-1', service: 'b' }, because: 'restart', after: [1] },
    ]
    const plan: Plan = { verb: 'restart', project: 'p', steps, keep: [], orphans: [], warnings: [] }
    const failure = { step: steps[0] as Step, error: new EngineError('no', { status: 500, operation: 'stop' }) }
    const explained = await explain(failure, { plan, engine: {} as Engine })
    expect(explained.blocked.map(({ service }) => service)).toEqual(blocked)
  },
)
