import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { LeaseNote } from '../../src/run/lease/notes.ts'
import { ownerOf } from '../../src/run/lease/owner.ts'
import { dockerCompose, muster, musterPath, start, startMuster } from '../harness/command.ts'
import { countOf, notesOf, watchdogsOf } from '../harness/leases.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, stateOf, testProject, type TestProject } from '../harness/project.ts'
import { snapshot } from '../harness/snapshot.ts'

const service = `
services:
  web: { image: busybox, command: sleep 3600, init: true, volumes: ["data:/data"] }
volumes: { data: {} }
`

/** Brought up for an hour, with something in its volume. */
async function leased(project: TestProject): Promise<void> {
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
  expectSuccess(await muster(project, ['exec', '-T', 'web', 'sh', '-c', 'echo precious > /data/p']))
}

/** As after a night in which the machine was started anew: the time of every lease is over, and nobody has waited for it. */
async function overslept(project: TestProject): Promise<void> {
  for (const pid of watchdogsOf(project.name)) process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(watchdogsOf(project.name)).toEqual([]), { timeout: 60_000 })
  const { folder, names } = notesOf(project.name)
  for (const name of names) {
    const path = join(folder, name)
    await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), expires: 1 }))
  }
}

async function data(project: TestProject): Promise<string> {
  return (await muster(project, ['exec', '-T', 'web', 'cat', '/data/p'])).stdout.trim()
}

/** What other projects' commands do, too. */
async function collected(project: TestProject): Promise<void> {
  await using other = await testProject({ 'compose.yaml': 'services: { a: { image: busybox } }\n' })
  expectSuccess(await muster(other, ['down'], { env: { XDG_STATE_HOME: stateOf(project.name) } }))
}

test.concurrent('a project that docker compose has taken over, and taken down, has its data when it is brought up again', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  await leased(project)
  expectSuccess(await dockerCompose(project, ['up', '-d', '--force-recreate']))
  expectSuccess(await dockerCompose(project, ['down', '-t', '0']))
  await overslept(project)
  const { code, stderr } = await muster(project, ['up', '-d'])
  expect([code, stderr]).toEqual([0, expect.stringContaining(`${project.name} is taken out of the lease of \`up\``)])
  expect(await data(project)).toBe('precious')
  expectSuccess(await muster(project, ['down', '-t', '0']))
  await collected(project)
  expect((await objectsOf(project.name)).volumes).toHaveLength(1)
})

test.concurrent.for([['up', '-d', '--ttl', '1h'], ['start'], ['run', '--rm', 'web', 'true']])(
  'what docker compose has made anew, and stopped, goes on after the time of the old lease: %s',
  async (args) => {
    await using project = await testProject({ 'compose.yaml': service })
    await leased(project)
    expectSuccess(await dockerCompose(project, ['up', '-d', '--force-recreate']))
    expectSuccess(await dockerCompose(project, ['stop', '-t', '0']))
    await overslept(project)
    expectSuccess(await muster(project, args))
    expectSuccess(await muster(project, ['stop', '-t', '0']))
    await collected(project)
    expect(await countOf(project.name)).toBe(3)
    expectSuccess(await muster(project, ['start']))
    expect(await data(project)).toBe('precious')
  },
)

test.concurrent('a project whose time is over is kept by a plain up, and made anew by one that has a time itself', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  await leased(project)
  await overslept(project)
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
  expect(await data(project)).toBe('')
  expectSuccess(await muster(project, ['exec', '-T', 'web', 'sh', '-c', 'echo precious > /data/p']))
  await overslept(project)
  expectSuccess(await muster(project, ['up', '-d']))
  expect(await data(project)).toBe('precious')
})

test.concurrent('what a killed `up --lease` has left is no beginning of the next up', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  const running = startMuster(project, ['up', '--lease'])
  await running.seen(/web-1 {2}Started/)
  expectSuccess(await muster(project, ['exec', '-T', 'web', 'sh', '-c', 'echo old > /data/p']))
  for (const pid of watchdogsOf(project.name)) process.kill(pid, 'SIGKILL')
  running.signal('SIGKILL')
  await running.done
  const next = await muster(project, ['up', '-d'])
  expectSuccess(next)
  expect(next.stderr).toContain('removed what the lease of `up`')
  expect(await data(project)).toBe('')
})

test.concurrent.for(['the watchdog', 'another command'])(
  'what docker compose has made anew, and stopped, starts again after %s has collected the lease',
  async (by) => {
    await using project = await testProject({ 'compose.yaml': service })
    await leased(project)
    expectSuccess(await dockerCompose(project, ['up', '-d', '--force-recreate']))
    expectSuccess(await dockerCompose(project, ['stop', '-t', '0']))
    await overslept(project)
    await (by === 'the watchdog' ? watchedOver : collected)(project)
    expectSuccess(await dockerCompose(project, ['start']))
    expect(await data(project)).toBe('precious')
    // It is nobody's to remove any more.
    const { stdout } = await muster(project, ['gc', '--yes'])
    expect(stdout).toMatch(new RegExp(`${project.name} +taken out`))
    expect(await countOf(project.name)).toBe(3)
  },
)

const pair = (version: number): string => `
services:
  db: { image: busybox, command: sleep 3600, init: true, volumes: ["data:/data"] }
  web: { image: busybox, command: sleep 3600, init: true, environment: { VERSION: "${version}" } }
volumes: { data: {} }
`

test.concurrent.for(['the watchdog', 'another command'])(
  'a project of which docker compose has made one container anew stays whole when %s finds its lease over',
  async (by) => {
    await using project = await testProject({ 'compose.yaml': pair(1) })
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    expectSuccess(await muster(project, ['exec', '-T', 'db', 'sh', '-c', 'echo precious > /data/p']))
    await project.write('compose.yaml', pair(2))
    expectSuccess(await dockerCompose(project, ['up', '-d']))
    const before = await snapshot(project.name)
    await overslept(project)
    await (by === 'the watchdog' ? watchedOver : collected)(project)
    expect(await snapshot(project.name)).toBe(before)
    const { stdout } = await muster(project, ['gc', '--yes'])
    expect(stdout).toMatch(new RegExp(`${project.name} +taken out`))
    expect(await snapshot(project.name)).toBe(before)
  },
)

test.concurrent('what was there before an up for a time stays alone after it, also made anew', async () => {
  await using project = await testProject({ 'compose.yaml': pair(1) })
  expectSuccess(await muster(project, ['up', '-d', 'web']))
  await project.write('compose.yaml', pair(2))
  expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
  await overslept(project)
  await collected(project)
  const { containers, volumes } = await objectsOf(project.name)
  expect(containers.map(({ Names }) => Names[0])).toEqual([`/${project.name}-web-1`])
  expect(volumes).toEqual([])
})

/** Lets a watchdog do its work that finds the time of the project's lease over. */
async function watchedOver(project: TestProject): Promise<void> {
  const { folder, names } = notesOf(project.name)
  const path = join(folder, names[0] ?? '')
  const note = JSON.parse(await readFile(path, 'utf8')) as LeaseNote
  const dog = start([musterPath, '__watchdog'], { stdin: 'open' })
  await writeFile(path, JSON.stringify({ ...note, keeper: ownerOf(dog.child.pid) }))
  const env = Object.entries(process.env)
  dog.child.stdin?.end(`${JSON.stringify({ lease: note.id, kind: 'timed', notes: folder, env, home: '/' })}\n`)
  expect(await dog.done).toMatchObject({ code: 0, stderr: '' })
  expect(notesOf(project.name).names).toEqual([])
}
