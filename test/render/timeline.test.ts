import { expect, test } from 'vitest'
import type { Timeline } from '../../src/plan/timeline.ts'
import { timelineJson } from '../../src/render/timeline/json.ts'
import { timelinePage } from '../../src/render/timeline/page.ts'
import { timelineText } from '../../src/render/timeline/text.ts'

const span = { because: 'new', outcome: 'done' } as const
const timeline: Timeline = {
  version: 1,
  project: 'demo',
  began: '2026-01-02T03:04:05.678Z',
  total: 4_000,
  outcome: 'up',
  left: 0,
  spans: [
    { ...span, id: 1, kind: 'create', text: 'create db-1', service: 'db', after: [], started: 0, ended: 200 },
    { ...span, id: 2, kind: 'create', text: 'create web-1', service: 'web', after: [], started: 0, ended: 300 },
    { ...span, id: 3, kind: 'start', text: 'start db-1', service: 'db', after: [1], started: 200, ended: 600 },
    {
      ...span,
      id: 4,
      kind: 'wait',
      text: 'wait for db-1: healthy',
      service: 'db',
      because: 'web needs it',
      until: 'healthy',
      after: [3],
      started: 600,
      ended: 3_600,
    },
    { ...span, id: 5, kind: 'start', text: 'start web-1', service: 'web', after: [2, 4], started: 3_700, ended: 4_000 },
  ],
}

test('as text: bars in one scale, the critical path, and what would make it faster', () => {
  expect(timelineText(timeline, 80)).toMatchInlineSnapshot(`
    "demo was up after 4.0 s (2026-01-02 03:04:05 UTC)

                              0                                      4.0 s
      create db-1             ██                                            0.20 s
      create web-1            ▒▒▒                                           0.30 s
      start db-1                ████                                        0.40 s
      wait for db-1: healthy        █████████████████████████████████        3.0 s
      start web-1                                                     ███   0.30 s

    What it took, one after the other:
      0.20 s  create db-1  new
      0.40 s  start db-1  new
       3.0 s  wait for db-1: healthy  web needs it
      0.30 s  start web-1  new, after 0.10 s in a queue

    What would make it faster, and by how much:
       3.0 s  db: its program takes this long to become ready, and others wait for it; \`muster logs db\` shows what it does
    "
  `)
})

test('as JSON: the spans, the path and the advice, in a form with a version', () => {
  const json = JSON.parse(timelineJson(timeline)) as Record<string, unknown>
  expect(json).toMatchObject({ version: 1, project: 'demo', total: 4_000, outcome: 'up' })
  expect(json['criticalPath']).toEqual([
    { id: 1, queued: 0, saving: 200 },
    { id: 3, queued: 0, saving: 400 },
    { id: 4, queued: 0, saving: 3_000 },
    { id: 5, queued: 100, saving: 300 },
  ])
})

test('as a page: no script, no request to anywhere, and nothing of a name becomes markup', () => {
  const evil = '</title><script>alert(1)</script>"\'&\x1b[31m'
  const page = timelinePage({
    ...timeline,
    project: evil,
    spans: timeline.spans.map((one) => ({ ...one, text: evil, because: evil })),
  })
  expect(page).not.toMatch(/<script|https?:|url\(|@import|<link|<img/)
  expect(page).not.toContain('\x1b')
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')
  expect(page.match(/<title>/g)).toHaveLength(1)
})

test('of a start-up that failed each form says why, and none how to make it faster', () => {
  const failed = { ...timeline, outcome: 'failed', reasons: ['container demo-db-1 is <unhealthy>'] } as const
  expect(timelineText(failed, 80)).toContain('\nWhy it failed:\n  container demo-db-1 is <unhealthy>\n')
  expect(timelinePage(failed)).toContain(
    '<h2>Why it failed</h2>\n<ul>\n<li>container demo-db-1 is &lt;unhealthy&gt;</li>',
  )
  expect(JSON.parse(timelineJson(failed))).toMatchObject({ reasons: failed.reasons, advice: [] })
  expect(timelineText(failed, 80) + timelinePage(failed)).not.toContain('faster')
})

test('nothing done is said so in each form', () => {
  const nothing = { ...timeline, spans: [], total: 0 }
  expect(timelineText(nothing, 80)).toBe('demo: nothing had to be done\n')
  expect(timelinePage(nothing)).toContain('Nothing had to be done.')
  expect(JSON.parse(timelineJson(nothing))).toMatchObject({ spans: [], criticalPath: [], advice: [] })
})

test('a name with control characters cannot harm a terminal', () => {
  const [first] = timeline.spans
  if (first === undefined) throw new Error('no span')
  expect(timelineText({ ...timeline, spans: [{ ...first, text: 'a\x1b]0;x\x07b' }] }, 80)).toContain('a\\x1b]0;x\\x07b')
})
