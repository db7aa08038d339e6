import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { holdProject, type Holder, LockTimeout, type Patience } from '../../src/run/project-lock.ts'

const claim = (): Parameters<typeof holdProject>[0] => ({
  engine: 'unix:///engine.sock',
  project: `p-${randomBytes(6).toString('hex')}`,
  command: 'up',
})

function patience(more: Partial<Patience> = {}): Patience {
  return { signal: new AbortController().signal, now: () => 1000, onWait: () => undefined, ...more }
}

test('a project that nobody holds is had without waiting', async () => {
  using held = await holdProject(claim(), patience())
  expect(held.waited).toBe(false)
})

test('who comes second is told who is first, and has it when that one lets go', async () => {
  const wanted = claim()
  const first = await holdProject(wanted, patience())
  const told = Promise.withResolvers<Holder | undefined>()
  const second = holdProject(wanted, patience({ onWait: told.resolve }))
  expect(await told.promise).toEqual({ command: 'up', pid: process.pid, since: 1000 })
  first[Symbol.dispose]()
  using held = await second
  expect(held.waited).toBe(true)
})

test('of many who want it one has it at a time', async () => {
  const wanted = claim()
  let inside = 0
  const most: number[] = []
  const turn = async (): Promise<void> => {
    using _held = await holdProject(wanted, patience())
    most.push((inside += 1))
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
  }
  await Promise.all(Array.from({ length: 8 }, turn))
  expect(most).toEqual(Array.from({ length: 8 }, () => 1))
})

test('projects of other names, and of other engines, are not concerned', async () => {
  const wanted = claim()
  using _held = await holdProject(wanted, patience())
  using other = await holdProject({ ...wanted, project: `${wanted.project}2` }, patience())
  using elsewhere = await holdProject({ ...wanted, engine: 'tcp://far:2375' }, patience())
  expect([other.waited, elsewhere.waited]).toEqual([false, false])
})

test('names too long for a socket are told apart by all of their letters', async () => {
  const long = { ...claim(), project: 'x'.repeat(300) }
  using _held = await holdProject(long, patience())
  using other = await holdProject({ ...long, project: `${long.project}y` }, patience())
  expect(other.waited).toBe(false)
  await expect(holdProject(long, patience({ timeout: 0.02 }))).rejects.toThrow(LockTimeout)
})

test('a wait ends with its time limit, and with its signal', async () => {
  const wanted = claim()
  using _held = await holdProject(wanted, patience())
  await expect(holdProject(wanted, patience({ timeout: 0.02 }))).rejects.toMatchObject({ exitCode: 6 })
  const abort = new AbortController()
  const waiting = holdProject(
    wanted,
    patience({ signal: abort.signal, onWait: () => abort.abort(new Error('enough')) }),
  )
  await expect(waiting).rejects.toThrow('enough')
})

test.runIf(process.platform === 'linux').each(['null', '"up"', '{"command":{},"pid":"\\u001b[2J","since":null}', 'x'])(
  'whoever holds the name and says %s is somebody, and nothing more',
  async (said) => {
    const wanted = claim()
    const name = `\0muster-lock:${wanted.engine}:${wanted.project}`
    const stranger = createServer((socket) => void socket.on('error', () => undefined).write(`${said}\n`)).listen(name)
    await once(stranger, 'listening')
    const told = Promise.withResolvers<Holder | undefined>()
    const abort = new AbortController()
    const waiting = holdProject(wanted, patience({ signal: abort.signal, onWait: told.resolve }))
    expect(await told.promise).toBe(undefined)
    abort.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    stranger.close()
  },
)
