import { describe, expect, test } from 'vitest'
import { EngineError } from '../../src/engine/engine-error.ts'
import type { Event } from '../../src/events.ts'
import { frame } from '../../src/render/frame.ts'
import { jsonLine, jsonPart } from '../../src/render/json.ts'
import type { Line } from '../../src/render/part.ts'
import { plainLine } from '../../src/render/plain.ts'
import { createRegion } from '../../src/render/region.ts'
import { emptyView, reduce, type View } from '../../src/render/view.ts'
import { done, failed, network, plan, pull, recreate, start, started, step, volume, wait } from './events.ts'

const goneWith = (events: readonly Event[], print: (line: Line) => string): string => {
  let view = emptyView
  let text = ''
  for (const event of events) {
    view = reduce(view, event)
    text += view.changed.map(print).join('')
  }
  return text
}
const viewAfter = (events: readonly Event[]): View => events.reduce(reduce, emptyView)

const bringUp: readonly Event[] = [
  plan([network, volume, start, wait], {
    keep: [{ container: 'demo-cache-1', service: 'cache', because: 'unchanged' }],
  }),
  started(network),
  started(volume),
  done(network),
  done(volume),
  started(start),
  done(start),
  started(wait),
  done(wait, 4200),
]

// docker compose 2.40.3 prints these lines for the same things (observed).
describe('plain progress', () => {
  test('has a line for each beginning and each end', () => {
    expect(goneWith(bringUp, plainLine)).toMatchInlineSnapshot(`
      " Container demo-cache-1  Running
       Network demo_default  Creating
       Volume demo_data  Creating
       Network demo_default  Created
       Volume demo_data  Created
       Container demo-db-1  Starting
       Container demo-db-1  Started
       Container demo-db-1  Waiting
       Container demo-db-1  Healthy
      "
    `)
  })

  test('tells of what is waited for and ready already', () => {
    const kept = [{ container: 'demo-cache-1', service: 'cache', because: 'running' }]
    expect(goneWith([plan([], { keep: kept, ready: ['demo-cache-1'] })], plainLine)).toMatchInlineSnapshot(`
      " Container demo-cache-1  Running
       Container demo-cache-1  Waiting
       Container demo-cache-1  Healthy
      "
    `)
  })

  test('shows a recreation as one thing, whatever its steps are', () => {
    const events = [plan(recreate), ...recreate.flatMap((each) => [started(each), done(each)])]
    expect(goneWith(events, plainLine)).toMatchInlineSnapshot(`
      " Container demo-web-1  Recreate
       Container demo-web-1  Recreated
      "
    `)
  })

  test('shows a container that several wait for once', () => {
    const twice = step(9, wait.action)
    const events = [plan([wait, twice]), started(wait), started(twice), done(wait), done(twice)]
    expect(goneWith(events, plainLine)).toMatchInlineSnapshot(`
      " Container demo-db-1  Waiting
       Container demo-db-1  Healthy
      "
    `)
  })

  test('names a service whose image is pulled', () => {
    expect(goneWith([started(pull), done(pull)], plainLine)).toBe(' db Pulling \n db Pulled \n')
    expect(goneWith([started(pull), failed(pull, 'no such host\nmore')], plainLine)).toBe(
      ' db Pulling \n db Error no such host\n',
    )
  })

  test('shows of a failed pull what the registry said, and leaves the rest to the report', () => {
    const error = new EngineError('image a:1 could not be pulled: denied', { operation: 'pull', reason: 'denied' })
    expect(goneWith([started(pull), failed(pull, error)], plainLine)).toBe(' db Pulling \n db Error denied\n')
  })

  test('shows a failed wait as an error and leaves the reason to the end', () => {
    expect(goneWith([started(wait), failed(wait, 'container demo-db-1 is unhealthy')], plainLine)).toBe(
      ' Container demo-db-1  Waiting\n Container demo-db-1  Error\n',
    )
  })

  test('cannot be forged by an error of the engine', () => {
    expect(goneWith([started(start), failed(start, '\x1b[2Jbad \x1b[31mthing')], plainLine)).toContain(
      ' Container demo-db-1  \\x1b[2Jbad thing\n',
    )
  })
})

test('json progress has the keys of docker compose 2.40.3', () => {
  const layer: Event = { type: 'progress', step: pull, part: 'a1b2', current: 50, total: 200, detail: 'Downloading' }
  expect(goneWith([started(network), done(network), started(pull), done(pull)], jsonLine)).toMatchInlineSnapshot(`
    "{"id":"Network demo_default","status":"Creating"}
    {"id":"Network demo_default","status":"Created"}
    {"id":"db","text":"Pulling"}
    {"id":"db","text":"Pulled"}
    "
  `)
  const view = viewAfter([started(pull), layer])
  expect(view.changed.map((line) => jsonPart(line, 'a1b2'))).toEqual([
    '{"id":"a1b2","parent_id":"db","text":"Downloading","current":50,"total":200,"percent":25}\n',
  ])
})

describe('the live region', () => {
  const canvas = { columns: 72, rows: 24, color: false, now: 4000 }
  const picture = (events: readonly Event[], more: Partial<typeof canvas> = {}): string =>
    frame(viewAfter(events), { ...canvas, ...more })
      .map((line) => line.trimEnd())
      .join('\n')

  test('counts what is done and says what a wait is for', () => {
    expect(picture(bringUp.slice(0, -1))).toMatchInlineSnapshot(`
      "[+] Running 3/4
       ✔ Container demo-cache-1  Running
       ✔ Network demo_default    Created                                 0.5s
       ✔ Volume demo_data        Created                                 0.5s
       • Container demo-db-1     Waiting until healthy: web waits for it   3s"
    `)
  })

  test('shows the layers of a pull', () => {
    const layer: Event = {
      type: 'progress',
      step: pull,
      part: 'a1b2c3',
      current: 5_000_000,
      total: 20_000_000,
      detail: 'Downloading',
    }
    expect(picture([started(pull), layer])).toMatchInlineSnapshot(`
      "[+] Running 0/1
       • db  Pulling 5.0MB/20.0MB                                          3s
           a1b2c3       Downloading [=====               ] 5.0MB/20.0MB"
    `)
  })

  test('never is wider or higher than the terminal', () => {
    const many = Array.from({ length: 40 }, (_, id) =>
      step(id, { do: 'start-container', container: `demo-service-${id}`, service: 's' }),
    )
    const events = many.flatMap((each) => (each.id < 30 ? [started(each), done(each)] : [started(each)]))
    const lines = frame(viewAfter([...events, failed(many[35] ?? start, 'x'.repeat(300))]), { ...canvas, rows: 15 })
    expect(lines.length).toBeLessThan(15)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72)
    expect(lines.filter((line) => line.includes('•'))).toHaveLength(9)
    expect(lines.at(-1)).toBe(' … 28 more')
  })

  test('does not change while nothing happens within a second', () => {
    const view = viewAfter(bringUp.slice(0, 3))
    expect(frame(view, { ...canvas, now: 3100 })).toEqual(frame(view, { ...canvas, now: 3900 }))
  })
})

describe('a frame', () => {
  test.each([10, 23, 24, 30, 40, 60, 100])('has no line that %i columns would break', (columns) => {
    for (const event of [bringUp, [...bringUp, failed(wait, 'a reason that is long enough to be cut somewhere')]])
      for (const line of frame(viewAfter(event), { columns, rows: 24, color: false, now: 99_000 }))
        expect(line.length).toBeLessThan(columns)
  })
})

describe('lines at the bottom of a terminal', () => {
  test('are all taken away when the terminal has become so narrow that they are broken', () => {
    let columns = 40
    let text = ''
    const region = createRegion({ tty: true, columns: () => columns, rows: () => 24, write: (more) => (text += more) })
    region.show(['x'.repeat(39), 'short'])
    columns = 20
    text = ''
    region.show(['now'])
    expect(text).toBe('\x1b[3A\r\x1b[Jnow\n')
  })
})
