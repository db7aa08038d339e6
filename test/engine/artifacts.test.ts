import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

const file = `services:
  dies: { image: busybox, command: sh -c "echo first; printf last_of_$$TOKEN; exit 3", environment: { TOKEN: pl4nted-token } }
  db:
    image: busybox
    init: true
    command: sh -c "echo up; exec sleep 3600"
    healthcheck: { test: "echo pl4nted-token; exit 3", interval: 200ms, retries: 2 }
    depends_on: { dies: { condition: service_completed_successfully, required: false } }
  web: { image: busybox, depends_on: { db: { condition: service_healthy } } }
`

async function filesOf({ directory }: TestProject, name = 'out'): Promise<ReadonlyMap<string, string>> {
  const folder = join(directory, name)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const read = files.map(async ({ parentPath, name: own }): Promise<[string, string]> => {
    const path = join(parentPath, own)
    expect((await lstat(path)).mode & 0o777, path).toBe(0o600)
    return [path.slice(folder.length + 1), await readFile(path, 'utf8')]
  })
  return new Map(await Promise.all(read))
}

test('up --artifacts keeps what there is when the start has failed, without secrets', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const { code, stderr } = await muster(project, ['up', '-d', '--artifacts', 'out', 'db', 'web', 'dies'])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('db-1') })
  const files = await filesOf(project)
  expect([...files.keys()].filter((name) => !name.startsWith('inspect/')).toSorted()).toEqual([
    '.muster-artifacts',
    'config.yaml',
    'engine.json',
    'events.ndjson',
    'health.log',
    'logs/db-1.log',
    'logs/dies-1.log',
    'summary.md',
    'timeline.json',
  ])
  expect(files.get('logs/dies-1.log')).toBe('first\nlast_of_***')
  expect(files.get('events.ndjson')).toContain('"service.unhealthy"')
  expect(files.get('summary.md')).toMatch(
    /^## muster up: failed\n[^]*-dies-1 \| busybox \| Exited \\?\(3\\?\)[^]*is unhealthy/,
  )
  for (const [name, text] of files) expect(text, name).not.toContain('pl4nted')
  const again = await muster(project, ['artifacts', 'out'])
  expectSuccess(again)
  expect((await filesOf(project)).get('logs/dies-1.log')).toBe('first\nlast_of_***')
})

test('up --artifacts in the foreground keeps it when Ctrl-C has ended it', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: {db: {image: busybox, init: true, command: sh -c "echo here; exec sleep 3600"}}',
  })
  const running = startMuster(project, ['up', '--artifacts', 'out'])
  await running.seen(/\| here/)
  running.signal('SIGINT')
  const { code, stdout } = await running.done
  expect({ code, stdout }).toEqual({ code: 130, stdout: expect.stringMatching(/db-1 {2}\| here/) })
  const files = await filesOf(project)
  expect(files.get('logs/db-1.log')).toBe('here\n')
  expect(files.get('summary.md')).toMatch(/^## muster up: interrupted[^]*Exited/)
})

test('artifacts keeps what runs, adds to the step summary, and refuses a folder of others', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: {db: {image: busybox, init: true, command: sh -c "echo here; exec sleep 3600"}}',
    'taken/summary.md': 'mine',
    'step.md': '',
  })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(project.directory, 'step.md') }
  expectSuccess(await muster(project, ['artifacts', 'out'], { env }))
  const files = await filesOf(project)
  expect(files.get('logs/db-1.log')).toBe('here\n')
  expect(JSON.parse(files.get('timeline.json') ?? '')).toMatchObject({ outcome: 'up' })
  expect(await readFile(join(project.directory, 'step.md'), 'utf8')).toBe(files.get('summary.md'))
  const taken = await muster(project, ['artifacts', 'taken'])
  expect(taken).toMatchObject({ code: 1, stderr: expect.stringMatching(/summary.md exists.*\[E120\]/) })
})

test.each([
  { args: ['up', '--lease', '--artifacts', 'out'], says: '--artifacts cannot be combined with --lease' },
  { args: ['--dry-run', 'artifacts', 'out'], says: 'artifacts: --dry-run is not supported' },
])('$args is refused', async ({ args, says }) => {
  await using project = await testProject({ 'compose.yaml': file })
  const { code, stderr } = await muster(project, args)
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(says) })
  expect(await readdir(project.directory)).toEqual(['compose.yaml'])
})

test('two runs do not write into one folder at once', async () => {
  await using project = await testProject({ 'compose.yaml': 'services: {}\n' })
  const first = startMuster(project, ['test', '--artifacts', 'out', '--', 'sh', '-c', 'echo running; exec sleep 60'])
  await first.seen(/running/)
  const second = await muster(project, ['test', '--artifacts', 'out', '--', 'echo', 'ran'])
  expect(second).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/another muster \(pid \d+\) writes/),
  })
  first.signal('SIGINT')
  await first.done
  expect((await filesOf(project)).get('summary.md')).toContain('interrupted by SIGINT')
  expect((await muster(project, ['test', '--artifacts', 'out', '--', 'true'])).code).toBe(0)
  expect((await filesOf(project)).get('summary.md')).toContain('passed')
})
