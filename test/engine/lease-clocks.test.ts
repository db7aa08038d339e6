import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { LeaseFound } from '../../src/api/gc.ts'
import type { LeaseNote } from '../../src/run/lease/notes.ts'
import { muster, startMuster } from '../harness/command.ts'
import { countOf, expectGone, notesOf } from '../harness/leases.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { stateOf, testProject, type TestProject } from '../harness/project.ts'

const service = `
services:
  web: { image: busybox, command: sleep 3600, init: true, volumes: ["data:/data"] }
volumes: { data: {} }
`

const hour = 3_600_000

/** Variables of commands whose clock goes wrong by so many milliseconds. */
async function clock(project: TestProject, wrongBy: number): Promise<{ readonly NODE_OPTIONS: string }> {
  await project.write(
    'clock.cjs',
    `const Right = Date
globalThis.Date = class extends Right {
  constructor(...given) { given.length === 0 ? super(Right.now() + ${wrongBy}) : super(...given) }
  static now() { return Right.now() + ${wrongBy} }
}
`,
  )
  return { NODE_OPTIONS: `--require=${join(project.directory, 'clock.cjs')}` }
}

/** What another machine that uses the engine finds of the project's leases, and removes what it takes for over. */
async function collectedElsewhere(
  project: TestProject,
  env: Readonly<Record<string, string>>,
): Promise<readonly LeaseFound[]> {
  const elsewhere = { ...env, XDG_STATE_HOME: join(project.directory, 'elsewhere') }
  const { code, stdout } = await muster(project, ['gc', '--json', '--dry-run'], { env: elsewhere })
  expect(code).toBe(0)
  return (JSON.parse(stdout) as LeaseFound[]).filter(({ projects }) => projects.includes(project.name))
}

test.concurrent('what has time left is over for no machine whose clock is ahead', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
  const late = await collectedElsewhere(project, await clock(project, 2 * hour))
  expect(late).toMatchObject([{ standing: 'unknown' }])
  const later = await collectedElsewhere(project, {})
  expect(later[0]?.expires).toBe(late[0]?.expires)
})

test.concurrent('a machine whose clock is behind takes leases that others do not take for over', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  const env = await clock(project, -30 * hour)
  const running = startMuster(project, ['up', '--lease'], { env })
  await running.seen(/web-1 {2}Started/)
  const [found] = await collectedElsewhere(project, {})
  expect(Date.parse(found?.expires ?? '') - Date.now()).toBeGreaterThan(23 * hour)
  running.signal('SIGKILL')
  await running.done
  await expectGone(project.name, 60_000)
})

test.concurrent('machines that share their notes collect no living lease of each other, whatever their clocks say', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  await using other = await testProject({ 'compose.yaml': service })
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
  const { folder, names } = notesOf(project.name)
  const path = join(folder, names[0] ?? '')
  const note = JSON.parse(await readFile(path, 'utf8')) as LeaseNote
  const shared = { XDG_STATE_HOME: stateOf(project.name) }
  const before = await countOf(project.name)
  await writeFile(path, JSON.stringify({ ...note, owner: { ...note.owner, host: 'another' } }))
  expectSuccess(await muster(other, ['down'], { env: { ...shared, ...(await clock(other, 2 * hour)) } }))
  expect(await countOf(project.name)).toBe(before)
  // One that wrote a time of its own clock, which is three hours ahead of the engine's, has had its hour.
  const ahead = { ...note, owner: { ...note.owner, host: 'another' }, expires: Date.now() + 2 * hour, ahead: -3 * hour }
  await writeFile(path, JSON.stringify(ahead))
  expectSuccess(await muster(other, ['down'], { env: shared }))
  await vi.waitFor(async () => expect(await countOf(project.name)).toBe(0), { timeout: 60_000 })
})

test.concurrent('a lease with a time lasts as long as it should when the clock is set meanwhile', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  await using other = await testProject({ 'compose.yaml': service })
  const shared = { XDG_STATE_HOME: stateOf(project.name) }
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
  const before = await countOf(project.name)
  expectSuccess(await muster(other, ['down'], { env: { ...shared, ...(await clock(other, 40 * 24 * hour)) } }))
  expect(await countOf(project.name)).toBe(before)
  expect(notesOf(project.name).names).toHaveLength(1)
  // As if the clock had been two days ahead when it was written.
  const { folder, names } = notesOf(project.name)
  const path = join(folder, names[0] ?? '')
  const { lasts, ...note } = JSON.parse(await readFile(path, 'utf8')) as LeaseNote
  const [of, until] = [note.expires + 48 * hour, (lasts?.until ?? 0) - 2 * hour]
  await writeFile(path, JSON.stringify({ ...note, expires: of, lasts: { of, until } }))
  expectSuccess(await muster(other, ['down'], { env: shared }))
  await vi.waitFor(async () => expect(await countOf(project.name)).toBe(0), { timeout: 60_000 })
})
