import { expect, test } from 'vitest'
import { planClear } from '../../src/plan/clear.ts'
import type { ObservedContainer } from '../../src/plan/observed.ts'

function container(name: string, more: Partial<ObservedContainer> = {}): ObservedContainer {
  const common = { service: 'web', number: 1, oneOff: false, state: 'running', imageId: '', mounts: [] } as const
  return { id: name, name, labels: new Map(), networks: new Map(), ...common, ...more }
}

test('everything goes at once: containers without a stop, and what they use right after them', () => {
  const containers = [
    container('a', { networks: new Map([['net', 'n1']]), mounts: [{ type: 'volume', name: 'data', target: '/d' }] }),
    container('b', { oneOff: true }),
  ]
  const networks = [{ id: 'n1', name: 'net', labels: new Map() }]
  const { steps } = planClear('p', { containers, networks, volumes: [{ name: 'data', labels: new Map() }] })
  expect(steps.map(({ id, action, after, onFailure }) => [id, action.do, after, onFailure])).toEqual([
    [1, 'remove-container', [], 'go-on'],
    [2, 'remove-container', [], 'go-on'],
    [3, 'remove-network', [1], 'go-on'],
    [4, 'remove-volume', [1], 'go-on'],
  ])
})
