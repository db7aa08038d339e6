import { expect, test } from 'vitest'
import type { Event } from '../../src/events.ts'
import { leftover } from '../../src/render/leftover.ts'
import { emptyView, reduce } from '../../src/render/view.ts'
import { done, network, plan, start, started, step, volume, wait } from './events.ts'

test('what an interrupted command leaves is named: containers, networks and volumes', () => {
  const events: readonly Event[] = [
    plan([network, volume, start]),
    started(network),
    done(network),
    started(volume),
    done(volume),
  ]
  expect(leftover(events.reduce(reduce, emptyView))).toBe(
    'Interrupted; created: network demo_default, volume demo_data; not done: db',
  )
  expect(leftover([...events, started(start), done(start)].reduce(reduce, emptyView))).toBe(
    'Interrupted; running: demo-db-1; created: network demo_default, volume demo_data',
  )
})

test('of a service that is waited for it is said what was seen last', () => {
  const waited: Event = { type: 'progress', step: wait, detail: 'http 8000/etc: answered 301', waited: 10 }
  const events = [plan([start, wait]), started(start), done(start), started(wait), waited]
  expect(leftover(events.reduce(reduce, emptyView))).toBe(
    'Interrupted; running: demo-db-1; not done: db (http 8000/etc: answered 301)',
  )
})

test('of very many services that an interrupted command has not come to the first ones are named', () => {
  const steps = Array.from({ length: 13 }, (_, i) =>
    step(i, { do: 'start-container', container: `demo-s${i}-1`, service: `s${i}` }),
  )
  expect(leftover(reduce(emptyView, plan(steps)))).toBe(
    'Interrupted; not done: s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 3 more',
  )
})
