import { expect, test } from 'vitest'
import { endingsOf } from '../../src/plan/history.ts'
import type { ObservedContainer } from '../../src/plan/observed.ts'
import type { Action, Plan } from '../../src/plan/step.ts'

const common = { container: 'p-web-1', service: 'web' } as const

test.each<[action: Action, how: string | undefined]>([
  [{ do: 'stop-container', ...common }, 'stopped'],
  [{ do: 'kill-container', ...common, signal: 'SIGKILL' }, 'killed'],
  [{ do: 'kill-container', ...common, signal: '9' }, 'killed'],
  // A program may take it for anything.
  [{ do: 'kill-container', ...common, signal: 'HUP' }, undefined],
  [{ do: 'pause-container', ...common }, undefined],
])('%o ends a container as %s', (action, how) => {
  const plan: Plan = {
    verb: 'stop',
    project: 'p',
    steps: [{ id: 1, action, because: 'x', after: [] }],
    keep: [],
    orphans: [],
    warnings: [],
  }
  const seen = [
    { id: 'a', name: 'p-web-1' },
    { id: 'b', name: 'p-db-1' },
  ] as unknown as ObservedContainer[]
  const by = { by: 'stop', at: '2026-01-01T00:00:00Z' }
  expect(endingsOf(plan, seen, by)).toEqual(how === undefined ? [] : [{ id: 'a', how, ...by }])
})
