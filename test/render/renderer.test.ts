import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/events.ts'
import { UpFailed } from '../../src/plan/up-failed.ts'
import { createRenderer, type Look, type Renderer } from '../../src/render/renderer.ts'
import { createTerminal } from '../../src/render/terminal.ts'
import { done, network, plan, start, started, step, wait } from './events.ts'

const plainLook: Look = {
  progress: 'plain',
  color: false,
  logs: { prefix: true, color: false, timestamps: false, to: 'same', guarded: false },
  statusTo: 'err',
  mute: [],
  cwd: '/p',
  framing: { directory: '/p' },
  now: () => 1000,
}

/** What a renderer writes, by stream. */
function written(look: Partial<Look>, use: (renderer: Renderer) => void): { out: string; err: string } {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const renderer = createRenderer(
    createTerminal({ out, err }, () => {}),
    { ...plainLook, ...look },
  )
  use(renderer)
  return { out: String(out.read() ?? ''), err: String(err.read() ?? '') }
}

const log = (container: string, line: string, stream: 'stdout' | 'stderr' = 'stdout'): Event => ({
  type: 'log',
  lines: [{ container, service: 's', stream, line }],
})
const emitAll =
  (events: readonly Event[]) =>
  (renderer: Renderer): void =>
    events.forEach(renderer.emit)

// The layout is docker compose's (2.40.3, observed); it widens the prefix only when a longer name prints.
describe('output of containers', () => {
  const events: readonly Event[] = [
    { type: 'attached', containers: ['longer-1', 'web-1'] },
    log('web-1', 'hi'),
    log('web-1', 'err', 'stderr'),
    log('longer-1', 'a\x1b[2Jb'),
    { type: 'container', container: 'web-1', service: 'web', change: 'exited', exitCode: 3 },
    { type: 'container', container: 'longer-1', service: 'longer', change: 'restarting', exitCode: 0 },
  ]

  test('goes to the stream that it was written to, under the name of the container', () => {
    expect(written({}, emitAll(events))).toEqual({
      out: 'Attaching to longer-1, web-1\nweb-1     | hi\nlonger-1  | a\\x1b[2Jb\nweb-1 exited with code 3\nlonger-1 exited with code 0 (restarting)\n',
      err: 'web-1     | err\n',
    })
  })

  test('goes to stdout only for `logs`', () => {
    const logs = { ...plainLook.logs, to: 'stdout' as const, prefix: false, timestamps: true }
    const line: Event = {
      type: 'log',
      lines: [
        { container: 'web-1', service: 's', stream: 'stderr', line: 'x', time: '2026-01-01T00:00:00.000000000Z' },
      ],
    }
    expect(written({ logs }, emitAll([line]))).toEqual({ out: '2026-01-01T00:00:00.000000000Z x\n', err: '' })
  })

  test('has one colour for each container, in the order of the names', () => {
    const logs = { ...plainLook.logs, color: true }
    expect(written({ logs }, emitAll([log('a-1', 'x'), log('b-1', 'y'), log('a-1', '\x1b[31mz')])).out).toBe(
      '\x1b[36ma-1  | \x1b[0mx\n\x1b[33mb-1  | \x1b[0my\n\x1b[36ma-1  | \x1b[0m\x1b[31mz\x1b[0m\n',
    )
  })

  test('gives no command to a CI system', () => {
    const logs = { ...plainLook.logs, prefix: false, guarded: true }
    expect(written({ logs }, emitAll([log('a-1', '::add-mask::x')])).out).toBe(':\\:add-mask::x\n')
  })

  test('is shown when progress is quiet', () => {
    expect(written({ progress: 'quiet' }, emitAll([started(network), log('a-1', 'x')]))).toEqual({
      out: 'a-1  | x\n',
      err: '',
    })
  })
})

describe('progress', () => {
  test('can go to stdout', () => {
    expect(written({ statusTo: 'out' }, emitAll([started(network)])).out).toBe(' Network demo_default  Creating\n')
  })

  test('shows what a build prints unless it is muted', () => {
    const build = step(1, {
      do: 'build-image',
      image: 'demo-api',
      build: { service: 'api', name: 'demo-api', tags: [], context: '/x', args: new Map(), labels: new Map() },
      when: 'always',
    })
    const events: readonly Event[] = [
      started(build),
      { type: 'progress', step: build, detail: 'Step 1/2 : FROM \x1b[2Jx' },
    ]
    expect(written({}, emitAll(events)).err).toContain(' demo-api => Step 1/2 : FROM \\x1b[2Jx\n')
    expect(written({ mute: ['build-image'] }, emitAll(events)).err).not.toContain('Step')
  })

  test('stands below the output of containers on a terminal, and is written over', () => {
    const live = written({ progress: 'tty' }, (renderer) => {
      emitAll([plan([network]), started(network), log('a-1', 'x'), done(network), log('a-1', 'y')])(renderer)
      renderer.close()
    })
    expect(live.out).toBe('a-1  | x\na-1  | y\n')
    expect(live.err.split('\x1b[2A\r\x1b[J')).toHaveLength(3)
    expect(live.err).toMatch(/✔ Network demo_default {2}Created/)
  })
})

describe('a wait that takes long', () => {
  const waited = (seconds: number): Event => ({
    type: 'progress',
    step: wait,
    detail: 'probe exit 1: no',
    waited: seconds,
  })
  const events = [started(wait), waited(10), waited(120)]

  test('is told of by lines of its own, with what was seen last', () => {
    expect(written({}, emitAll(events)).err).toBe(
      ' Container demo-db-1  Waiting\ndb: still waiting after 10 s: probe exit 1: no\ndb: still waiting after 2 min: probe exit 1: no\n',
    )
  })

  test.for(['json', 'quiet'] as const)('adds nothing to progress %s', (progress, { expect }) => {
    const without = written({ progress }, emitAll([started(wait)]))
    expect(written({ progress }, emitAll(events))).toEqual(without)
  })
})

describe('the end', () => {
  test('says what an interrupted command leaves behind', () => {
    const events = [
      plan([network, start, wait]),
      started(network),
      done(network),
      started(start),
      done(start),
      started(wait),
    ]
    const { err } = written({}, (renderer) => {
      emitAll(events)(renderer)
      renderer.interrupted()
    })
    expect(err).toContain('Interrupted; running: demo-db-1; created: network demo_default; not done: db\n')
  })

  test('names code and place of a failed build before what the build printed', () => {
    const failure = {
      message: 'build of a: RUN make: exit code: 4\n  hello',
      kind: 'build-failed',
      log: [],
      blocked: [],
    } as const
    expect(written({}, (renderer) => renderer.fail(new UpFailed('up failed', [failure]))).err).toBe(
      '✘ build of a: RUN make: exit code: 4 [E090]\n  hello\n',
    )
  })

  test('explains a container that did not become ready', () => {
    const error = new UpFailed('dependency failed to start: container demo-db-1 is unhealthy', [
      {
        message: 'dependency failed to start: container demo-db-1 is unhealthy',
        service: 'db',
        container: 'demo-db-1',
        probe: { command: 'pg_isready', failures: 2, exitCode: 3, output: ['no \x1b[2Jresponse'] },
        log: ['FATAL: disk full', 'bye'],
        blocked: [{ service: 'web', condition: 'service_healthy' }],
        fix: 'free some space',
      },
    ])
    expect(written({}, (renderer) => renderer.fail(error)).err).toMatchInlineSnapshot(`
      "✘ dependency failed to start: container demo-db-1 is unhealthy
          probe   pg_isready  (failed 2 times, exit 3)
          output  no \\x1b[2Jresponse
          log     FATAL: disk full
                  bye
        blocked: web (waits for db: service_healthy)
        fix: free some space
      "
    `)
    expect(written({ progress: 'json' }, (renderer) => renderer.fail(error)).err).toBe(
      '{"error":true,"message":"dependency failed to start: container demo-db-1 is unhealthy"}\n',
    )
  })

  test.each([
    [0, 1, 'failed during its start period, exit 1'],
    [1, 2, 'failed once, exit 2'],
    [3, 2, 'failed 3 times, exit 2'],
    [0, 0, 'succeeded'],
  ])('words a probe with %i counted failures and exit code %i', (failures, exitCode, words) => {
    const probe = { command: 'c', failures, exitCode, output: [] }
    const error = new UpFailed('m', [{ message: 'm', probe, log: [], blocked: [] }])
    expect(written({}, (renderer) => renderer.fail(error)).err).toContain(`c  (${words})`)
  })

  test('names those that wait further on, and for whom', () => {
    const blocked = [
      { service: 'app', condition: 'service_healthy' },
      { service: 'web', condition: 'service_started', on: 'app' },
    ]
    const error = new UpFailed('m', [{ message: 'm', service: 'db', log: [], blocked }])
    expect(written({}, (renderer) => renderer.fail(error)).err).toContain(
      'blocked: app (waits for db: service_healthy), web (waits for app: service_started)',
    )
  })

  // The runner trims blanks before `::`, and finds `##[` anywhere in a line.
  test.each(['plain', 'json', 'quiet', 'tty'] as const)('gives no command to a CI system, progress %s', (progress) => {
    const evil = ['::stop-commands::tok', 'x ##[error]pwn', '##vso[task.setvariable variable=a]b']
    const logs = { ...plainLook.logs, guarded: true }
    const build = step(1, {
      do: 'build-image',
      image: 'demo-api',
      build: { service: 'api', name: 'demo-api', tags: [], context: '/x', args: new Map(), labels: new Map() },
      when: 'always',
    })
    const message = ['failed', ...evil].join('\n')
    const probe = { command: evil.join(' '), failures: 1, exitCode: 1, output: evil }
    const error = new UpFailed(message, [{ message, probe, log: evil, ready: evil, blocked: [], fix: message }])
    const { out, err } = written({ progress, logs }, (renderer) => {
      renderer.emit(plan([build]))
      renderer.emit(started(build))
      for (const detail of evil) renderer.emit({ type: 'progress', step: build, detail })
      for (const one of evil) renderer.emit({ type: 'warning', message: one })
      for (const one of evil) renderer.emit({ type: 'notice', message: one })
      renderer.emit({ type: 'step-failed', step: build, at: 1, error: new Error(evil[1]) })
      renderer.fail(error)
    })
    expect(`${out}${err}`).toContain('stop-commands')
    expect(`${out}${err}`).not.toMatch(/^\s*::|##(?:vso)?\[/m)
  })
})
