import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPage } from '../harness/browser.ts'
import { muster, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

interface Timeline {
  readonly version: number
  readonly total: number
  readonly outcome: string
  readonly spans: readonly { id: number; kind: string; text: string; started: number; ended: number; because: string }[]
  readonly criticalPath: readonly { id: number; queued: number; saving: number }[]
  readonly advice: readonly { saving: number; text: string }[]
}

const chain = `services:
  db:
    image: busybox
    init: true
    environment: { PASSWORD: hunter2-canary }
    command: sh -c "sleep 1; touch /ok; sleep 1000"
    healthcheck: { test: test -e /ok }
  app:
    image: busybox
    init: true
    command: sleep 1000
    depends_on: { db: { condition: service_healthy } }
  cache: { image: busybox, init: true, command: sleep 1000 }
`

/** A state folder of its own. */
const home = (project: TestProject): { env: Record<string, string> } => ({
  env: { XDG_STATE_HOME: join(project.directory, 'state') },
})

test('the critical path of a chain leads over its wait, and is told as text, as JSON and as a page', async () => {
  await using project = await testProject({ 'compose.yaml': chain })
  const up = await muster(project, ['up', '-d', '--timeline=json'], home(project))
  expectSuccess(up)
  const told = JSON.parse(up.stdout) as Timeline
  expect(told).toMatchObject({ version: 1, outcome: 'up' })
  const path = told.criticalPath.map(({ id }) => told.spans.find((span) => span.id === id)?.text)
  expect(path.slice(-3)).toEqual(['start db-1', 'wait for db-1: healthy', 'start app-1'])
  const wait = told.spans.find(({ text }) => text === 'wait for db-1: healthy')
  expect(wait).toMatchObject({ kind: 'wait', because: 'app needs it' })
  expect((wait?.ended ?? 0) - (wait?.started ?? 0)).toBeGreaterThan(300)
  for (const { started, ended } of told.spans)
    expect(0 <= started && started <= ended && ended <= told.total).toBe(true)
  expect(told.advice.some(({ text }) => text.startsWith('db: its program takes this long to become ready'))).toBe(true)

  const again = await muster(project, ['timeline', '--json'], home(project))
  expect(JSON.parse(again.stdout)).toEqual(told)
  const text = await muster(project, ['timeline'], home(project))
  expect(text.stdout).toMatch(/wait for db-1: healthy +█+ /)
  expect(text.stdout).toContain('What would make it faster')
  const file = join(project.directory, 'start.html')
  expectSuccess(await muster(project, ['timeline', '--html', file], home(project)))
  expect(await readFile(file, 'utf8')).toContain('wait for db-1: healthy')
  expect(await readFile(file, 'utf8')).not.toContain('hunter2')
})

test('what is kept is for the user alone, holds no secret, and is of the last start-up that did something', async () => {
  await using project = await testProject({ 'compose.yaml': chain })
  const missing = await muster(project, ['timeline'], home(project))
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain(`no start-up of project ${project.name} is known`)
  expectSuccess(await muster(project, ['up', '-d', 'cache'], home(project)))
  const folder = join(project.directory, 'state/muster/timelines')
  const [name = ''] = await readdir(folder)
  const kept = await readFile(join(folder, name), 'utf8')
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect(kept).not.toContain('canary')
  const nothing = await muster(project, ['up', '-d', '--timeline', 'cache'], home(project))
  expect(nothing.stdout).toBe(`${project.name}: nothing had to be done\n`)
  // What a one-off needs is started, and that is no start-up of the project.
  expectSuccess(await muster(project, ['run', '--rm', '-T', 'app', 'true'], home(project)))
  expect(await readFile(join(folder, name), 'utf8')).toBe(kept)
  expectSuccess(await muster(project, ['up', '-d', '--force-recreate', 'cache'], home(project)))
  expect(await readFile(join(folder, name), 'utf8')).not.toBe(kept)
  expect(await readdir(folder)).toEqual([name])
})

test('a start-up that fails, and one that is interrupted, are remembered, too', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  bad: { image: busybox, command: "false" }
  slow: { image: busybox, init: true, command: sleep 1000, healthcheck: { test: "false" } }
`,
  })
  const failed = await muster(project, ['up', '-d', '--wait', '--timeline', 'bad'], home(project))
  expect(failed.code).not.toBe(0)
  expect(failed.stdout).toMatch(/failed after/)
  expect(failed.stdout).toMatch(/wait for bad-1: to be up .* failed/)
  expect(failed.stdout).toMatch(/Why it failed:\n {2}.*exited \(1\)/)
  expect(failed.stdout).not.toContain('make it faster')
  const waiting = startMuster(project, ['--progress', 'plain', 'up', '-d', '--wait', 'slow'], home(project))
  await waiting.seen(/slow-1\s+Waiting/)
  waiting.signal('SIGINT')
  expect((await waiting.done).code).toBe(130)
  const { stdout } = await muster(project, ['timeline', '--json'], home(project))
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'interrupted' })
})

test('where nothing can be kept, up goes on as ever', async () => {
  await using project = await testProject({ 'compose.yaml': chain, state: 'a file where a folder should be' })
  expectSuccess(await muster(project, ['up', '-d', 'cache'], home(project)))
})

test.each(['--timeline=start.pdf', '--timeline='])('up %s is refused before anything is done', async (flag) => {
  await using project = await testProject({ 'compose.yaml': chain })
  const up = await muster(project, ['up', '-d', flag], home(project))
  expect(up.code).not.toBe(0)
  expect(up.stderr).toContain('invalid --timeline option')
})

const views = [
  { width: 1200, scheme: 'light' },
  { width: 360, scheme: 'dark' },
] as const

test('the page is a waterfall in a real browser, wide and narrow, light and dark, without a request or a script', async () => {
  await using project = await testProject({ 'compose.yaml': chain })
  const file = join(project.directory, 'start.html')
  expectSuccess(await muster(project, ['up', '-d', `--timeline=${file}`], home(project)))
  const { stdout } = await muster(project, ['timeline', '--json'], home(project))
  const { spans, total, criticalPath } = JSON.parse(stdout) as Timeline
  for (const view of views) {
    await using page = await openPage(file, view)
    expect(await page.evaluate('document.title')).toBe(`How ${project.name} came up`)
    const bars = await page.evaluate<readonly { text: string; left: number; width: number; critical: string }[]>(`
      [...document.querySelectorAll('tbody tr')].map((row) => {
        const [track, bar] = [row.querySelector('.track'), row.querySelector('.bar')].map((it) => it.getBoundingClientRect())
        return {
          text: row.querySelector('th').textContent,
          left: (bar.left - track.left) / track.width,
          width: bar.width / track.width,
          critical: row.lastElementChild.textContent,
        }
      })`)
    expect(bars.map(({ text }) => text).toSorted()).toEqual(spans.map(({ text }) => text).toSorted())
    for (const { id, text, started, ended } of spans) {
      const bar = bars.find((one) => one.text === text)
      expect(bar?.left).toBeCloseTo(started / total, 1)
      expect(bar?.width).toBeCloseTo((ended - started) / total, 1)
      expect(bar?.critical).toBe(criticalPath.some((link) => link.id === id) ? 'critical' : '')
    }
    // What is too wide for the window scrolls in its own frame.
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await page.evaluate<number>(contrast)).toBeGreaterThanOrEqual(4.5)
    expect(await page.evaluate<boolean>(isDark)).toBe(view.scheme === 'dark')
    expect(await page.evaluate('document.querySelectorAll("script, img, link, iframe").length')).toBe(0)
    expect(page.requests).toEqual([`file://${file}`])
    expect(page.complaints).toEqual([])
  }
})

const luminance = `const luminance = (color) => {
  const [r, g, b] = color.match(/[\\d.]+/g).map((part) => part / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const back = luminance(getComputedStyle(document.body).backgroundColor)`

/** The least of all texts. */
const contrast = `(() => {
  ${luminance}
  const texts = [...document.querySelectorAll('h1, h2, p, th, td, li, caption, em')].map((it) => luminance(getComputedStyle(it).color))
  return Math.min(...texts.map((text) => (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05)))
})()`

const isDark = `(() => { ${luminance}; return back < 0.2 })()`

test('names that are markup stay text in the browser, in the page and in the drawing', async () => {
  const evil = '<img src=x onerror=document.title=1>"&'
  await using project = await testProject({
    'compose.yaml': JSON.stringify({
      services: {
        web: {
          image: 'busybox',
          init: true,
          command: ['sh', '-c', 'echo "$$E"; sleep 1000'],
          environment: { E: evil },
          'x-ready': { log: evil },
          volumes: [{ type: 'volume', source: 'v', target: `/${evil}` }],
        },
      },
      volumes: { v: {} },
    }),
  })
  const [page, drawing] = ['start.html', 'graph.svg'].map((name) => join(project.directory, name))
  expectSuccess(await muster(project, ['up', '-d', '--wait', `--timeline=${page ?? ''}`], home(project)))
  const { stdout } = await muster(project, ['graph', '--format', 'svg'])
  await project.write('graph.svg', stdout)
  for (const file of [page ?? '', drawing ?? '']) {
    await using opened = await openPage(file, { width: 800, scheme: 'dark' })
    const whole = await opened.evaluate<string>('document.documentElement.textContent')
    expect(whole).toContain(evil)
    expect(await opened.evaluate('document.querySelectorAll("script, img, image, foreignObject").length')).toBe(0)
    expect(opened.requests).toEqual([`file://${file}`])
    expect(opened.complaints).toEqual([])
  }
})
