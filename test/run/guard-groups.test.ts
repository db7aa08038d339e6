import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const guard = fileURLToPath(new URL('../../src/run/guard-groups.ts', import.meta.url))

/** Guards two groups, lets go of the second, tells their numbers, and reads until it is ended. */
const program = `
import { spawn } from 'node:child_process'
import { guardGroups } from ${JSON.stringify(guard)}
const held = guardGroups(process.argv[1])
const groups = [1, 2].map(() => spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).pid)
for (const group of groups) held.add(group)
held.remove(groups[1])
process.stdin.once('data', () => {
  held.dismiss()
  process.exit(0)
})
console.log(groups.join(' '))
`

interface Guarded {
  readonly process: ReturnType<typeof spawn>
  readonly room: string
  readonly groups: readonly number[]
}

/** The process that has the guard leads a group of its own, as a job of a shell does. */
async function startGuarded(): Promise<Guarded> {
  const room = await mkdtemp(join(tmpdir(), 'muster-guard-'))
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, room], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { process: child, room, groups: line.split(' ').map(Number) }
}

function lives(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}

test('groups end, and the folder goes, when the whole job of who guards them is killed', async () => {
  const { process: child, room, groups } = await startGuarded()
  const [guarded = 0, released = 0] = groups
  process.kill(-(child.pid ?? 0), 'SIGKILL')
  await expect.poll(() => lives(guarded), { timeout: 10_000 }).toBe(false)
  await expect.poll(() => existsSync(room), { timeout: 10_000 }).toBe(false)
  expect(lives(released)).toBe(true)
  process.kill(-released, 'SIGKILL')
})

test('a farewell leaves groups and folder alone', async () => {
  const { process: child, room, groups } = await startGuarded()
  child.stdin?.write('end\n')
  await once(child, 'close')
  expect(groups.map(lives)).toEqual([true, true])
  expect(existsSync(room)).toBe(true)
  for (const group of groups) process.kill(-group, 'SIGKILL')
})
