import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import schema from '../../schema/events-v1.json' with { type: 'json' }
import type { Event } from '../../src/events.ts'
import { commandRecord, createEventRecords, errorRecords } from '../../src/render/event-line.ts'
import { ComposeError } from '../../src/source/diagnostic.ts'
import { sourceFile } from '../../src/source/file.ts'
import { done, failed, network, plan, pull, recreate, start, started, step, volume, wait } from './events.ts'

const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
const at = { file: sourceFile('/p/compose.yaml', 'services: {}\n'), start: 0, end: 8 }

const unhealthy: Event = {
  type: 'step-failed',
  step: wait,
  at: 1500,
  error: Object.assign(new Error('container demo-db-1 is unhealthy'), { kind: 'unhealthy' }),
}

const events: readonly Event[] = [
  plan([network, volume, start, wait]),
  ...[network, volume, pull, start, wait, ...recreate].flatMap((one) => [started(one), done(one), failed(one, 'no')]),
  { type: 'step-skipped', step: start, at: 1, because: 'db failed' },
  { type: 'progress', step: pull, part: 'abc', current: 1, total: 2, detail: 'Downloading' },
  { type: 'log', lines: [] },
  { type: 'attached', containers: ['web-1'] },
  { type: 'container', container: 'web-1', service: 'web', change: 'exited', exitCode: 3 },
  { type: 'task', id: 'x', text: 'copy', status: 'Copied', state: 'done', at: 1 },
  { type: 'phase', phase: 'set-up', state: 'started', at: 1 },
  { type: 'watch', message: 'changed' },
  { type: 'notice', message: 'left' },
  { type: 'warning', message: 'odd' },
  {
    type: 'warning',
    message: 'odd',
    diagnostic: { severity: 'warning', kind: 'obsolete', message: 'odd', notes: [], at },
  },
  unhealthy,
]

describe('events as lines', () => {
  test('every kind of event validates against the published schema', () => {
    const records = createEventRecords(() => 0)
    for (const record of events.flatMap((event) => records(event)))
      expect(validate(record) ? [] : [record, validate.errors]).toEqual([])
    expect(validate(commandRecord({ type: 'command.ended', exitCode: 0 }, 0))).toBe(true)
  })

  test('a failed wait says what became of the service', () => {
    const [, record] = createEventRecords(() => 0)(unhealthy)
    expect(record).toEqual({
      v: 1,
      t: '1970-01-01T00:00:01.500Z',
      type: 'service.unhealthy',
      service: 'db',
      container: 'demo-db-1',
      message: 'container demo-db-1 is unhealthy',
    })
  })

  test('plans are counted, since each has a step 1', () => {
    const records = createEventRecords(() => 0)
    const both = [plan([network]), started(network), plan([volume]), started(step(1, volume.action))]
    expect(both.flatMap((event) => records(event)).map(({ plan: number, step: id }) => [number, id])).toEqual([
      [1, undefined],
      [1, 1],
      [2, undefined],
      [2, 1],
    ])
  })

  test('passwords of addresses are in none of them', () => {
    const message = 'pull from https://me:hunter2@registry failed'
    const told: readonly Event[] = [{ type: 'notice', message }, { type: 'warning', message }, failed(pull, message)]
    const records = createEventRecords(() => 0)
    expect(JSON.stringify(told.flatMap((event) => records(event)))).not.toContain('hunter2')
    expect(JSON.stringify(errorRecords(new Error(message), '/', 0))).not.toContain('hunter2')
  })

  test('each mistake of a file is a record with its place', () => {
    const mistake = { severity: 'error', kind: 'unknown-key', message: 'no key', notes: [], at } as const
    const [record] = errorRecords(new ComposeError([mistake]), '/', 0)
    expect(record).toMatchObject({ type: 'error', code: 'E020', file: '/p/compose.yaml', line: 1, column: 1 })
    expect(validate(record)).toBe(true)
  })
})
