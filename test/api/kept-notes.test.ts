import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addToHistory, keptHistory } from '../../src/api/execution/kept-history.ts'
import { keepTimeline, keptTimeline } from '../../src/api/execution/kept-timeline.ts'
import type { Timeline } from '../../src/plan/timeline.ts'

let home = ''
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'kept-notes-'))))
afterEach(() => rmSync(home, { recursive: true }))

const address = 'unix:///var/run/docker.sock'
const of = { project: 'p', address }
const creation = { id: 'c1', container: 'p-a-1', by: 'up', how: 'first', because: 'no container yet' } as const
const ending = { id: 'c1', at: '2026-01-01T00:00:00Z', by: 'stop', how: 'stopped' } as const

/** Puts something else in the place of what was kept. */
function replace(kind: 'history' | 'timelines', text: string): void {
  const folder = join(home, '.local', 'state', 'muster', kind)
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), text, { mode: 0o600 })
}

describe('of notes that are not what muster has written', () => {
  test.each([
    '',
    'null',
    '[]',
    '{"version":2,"creations":[],"endings":[]}',
    '{"version":1,"creations":[null,{},{"id":5}],"endings":[null,{"id":"c1"}]}',
    `{"version":1,"creations":[${JSON.stringify({ ...creation, changes: [null] })}],"endings":[]}`,
  ])('nothing counts, and more can be noted: %s', (text) => {
    const place = { env: new Map<string, string>(), home }
    addToHistory({ creations: [creation] }, of, place)
    replace('history', text)
    expect(keptHistory(of, place)).toEqual({ version: 1, creations: [], endings: [] })
    addToHistory({ creations: [creation], endings: [ending] }, of, place)
    expect(keptHistory(of, place)).toEqual({ version: 1, creations: [creation], endings: [ending] })
  })

  const whole: Timeline = {
    version: 1,
    project: 'p',
    began: '2026-01-01T00:00:00Z',
    total: 1,
    outcome: 'failed',
    reasons: ['no'],
    spans: [
      { id: 1, kind: 'create', text: 'create', because: 'new', after: [], started: 0, ended: 1, outcome: 'done' },
    ],
    left: 0,
  }

  test.each([
    [{ spans: [null] }],
    [{ spans: [{ ...whole.spans[0], started: 'now' }] }],
    [{ began: 'soon' }],
    [{ reasons: 5 }],
    [{ reasons: [{}] }],
    [{ total: null }],
  ])('a start-up is not read: %j', (wrong) => {
    const place = { env: new Map<string, string>(), home }
    keepTimeline(whole, address, place)
    expect(keptTimeline('p', address, place)).toEqual(whole)
    replace('timelines', JSON.stringify({ ...whole, ...wrong }))
    expect(keptTimeline('p', address, place)).toBeUndefined()
  })
})
