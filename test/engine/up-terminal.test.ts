import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { startMuster } from '../harness/command.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'
import { atTerminal } from '../harness/pty.ts'

const ctrlC = '\x03'
const loop = 'echo hello; i=0; while true; do i=$$((i+1)); echo tick $$i; sleep 0.1; done'
const file = (trap: string): string => `
services:
  web: { image: busybox, stop_grace_period: 1m, command: ["sh", "-c", "trap '${trap}' TERM; ${loop}"] }
`
const polite = file('echo bye; exit 0')
const deaf = file('')

async function stillRunning({ name }: TestProject): Promise<number> {
  return (await objectsOf(name)).containers.filter(({ State }) => State === 'running').length
}

describe('an attached up at a terminal', () => {
  test('stops its containers at Ctrl-C, and shows their last words', async () => {
    await using project = await testProject({ 'compose.yaml': polite })
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/tick 2/)
    seat.type(ctrlC)
    // The menu is on at a terminal, and takes Ctrl-C for a key: 0, as docker compose 2.40.3.
    expect(await seat.ended()).toBe(0)
    expect(seat.output()).toContain('bye')
    expect(await stillRunning(project)).toBe(0)
  })

  test('kills at the second Ctrl-C what does not stop', async () => {
    await using project = await testProject({ 'compose.yaml': deaf })
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/tick 2/)
    seat.type(ctrlC)
    await seat.seen(/Gracefully/)
    seat.type(ctrlC)
    expect(await seat.ended()).toBe(130)
    expect(await stillRunning(project)).toBe(0)
  })

  test('goes on when the window changes its size, down to next to nothing', async () => {
    await using project = await testProject({ 'compose.yaml': polite })
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/tick 2\b/)
    seat.resize(3, 8)
    await seat.seen(/tick 12\b/)
    seat.resize(50, 200)
    await seat.seen(/tick 22\b/)
    seat.type(ctrlC)
    expect(await seat.ended()).toBe(0)
  })

  test('stops its containers when the terminal hangs up', async () => {
    await using project = await testProject({ 'compose.yaml': polite })
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/tick 2/)
    seat.signal('SIGHUP')
    expect(await seat.ended()).toBe(129)
    expect(await stillRunning(project)).toBe(0)
  })

  test('stops all of its containers when the terminal is gone', async () => {
    // The first one is told to stop long after the terminal has gone.
    const late = `["sh", "-c", "trap 'sleep 2; exit 0' TERM; while true; do sleep 0.1; done"]`
    await using project = await testProject({
      'compose.yaml': `services:
  first: { image: busybox, init: true, command: sleep 1000 }
  second: { image: busybox, command: ${late}, depends_on: [first] }
  last: { image: busybox, init: true, command: sleep 1000, depends_on: [second] }
`,
    })
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/last-1.*Started/)
    seat.hangUp()
    await vi.waitUntil(async () => (await stillRunning(project)) === 0, { timeout: 30_000 })
  })
})

test('Ctrl-C is heard within half a second of work while output floods', async () => {
  await using project = await testProject({
    'compose.yaml':
      'services: { flood: { image: busybox, init: true, command: "yes 0123456789012345678901234567890123456789" } }',
  })
  const up = startMuster(project, ['up', '-t', '0'])
  // Not by `seen`: to search all of a flood again and again takes long itself.
  const heard = new Promise<number>((resolve) => {
    up.child.stderr?.on('data', (text: string) => text.includes('Gracefully') && resolve(workOf(up.child.pid)))
  })
  await up.seen(/flood-1\s+\| 0123456789/)
  const asked = workOf(up.child.pid)
  up.signal('SIGINT')
  const took = (await heard) - asked
  expect((await up.done).code).toBe(130)
  console.error('TOOK', took)
  expect(took).toBeLessThan(500)
})

/** Milliseconds for which a process has had a processor: others may have it for long. The kernel counts in hundredths of a second. */
function workOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12).map(Number)
  return (user + system) * 10
}
