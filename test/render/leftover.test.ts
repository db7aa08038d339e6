import { expect, test } from 'vitest'
import type { Event } from '../../src/events.ts'
import { leftover } from '../../src/render/leftover.ts'
import { emptyView, reduce } from '../../src/render/view.ts'
import { done, network, plan, start, started, volume } from './events.ts'

test('what an interrupted command leaves is named: containers, networks and volumes', () => {
  const events: readonly Event[] = [
    plan([network, volume, start]),
    started(network),
    done(network),
    started(volume),
    done(volume),
  ]
  expect(leftover(events.reduce(reduce, emptyView))).toBe(
    'Interrupted; created: network demo_default, volume demo_data; 1 step not done',
  )
  expect(leftover([...events, started(start), done(start)].reduce(reduce, emptyView))).toBe(
    'Interrupted; running: demo-db-1; created: network demo_default, volume demo_data',
  )
})
