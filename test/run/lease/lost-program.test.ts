import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { programsUnder } from '../../../src/run/lease/end-programs.ts'

const watchdog = join(import.meta.dirname, '../../../src/run/lease/watchdog.ts')

test('a program is found by the lease in its environment, and those that have another one are not', async () => {
  const [mine, other] = [randomUUID(), randomUUID()]
  const start = (lease: string) =>
    spawn('sleep', ['60'], { detached: true, env: { ...process.env, MUSTER_LEASE: lease }, stdio: 'ignore' })
  const [program, stranger] = [start(mine), start(other)]
  try {
    await Promise.all([once(program, 'spawn'), once(stranger, 'spawn')])
    expect(programsUnder(mine).map(({ pid }) => pid)).toEqual([program.pid])
  } finally {
    program.kill('SIGKILL')
    stranger.kill('SIGKILL')
  }
})

test('a program is found by the process group of its own, also in the session of another', async () => {
  const lease = randomUUID()
  const shell = spawn('bash', ['-c', 'set -m; sleep 60 & echo $!; wait'], {
    detached: true,
    env: { ...process.env, MUSTER_LEASE: lease },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const job = Number(String((await once(shell.stdout, 'data'))[0]))
  try {
    await expect
      .poll(() => programsUnder(lease).map(({ pid }) => pid))
      .toEqual(expect.arrayContaining([shell.pid, job]))
  } finally {
    process.kill(job, 'SIGKILL')
    shell.kill('SIGKILL')
  }
})

test('a program whose starter is gone before it has told the number ends all the same', async () => {
  const notes = await mkdtemp(join(tmpdir(), 'muster-lost-'))
  const lease = randomUUID()
  const program = spawn('sleep', ['60'], {
    detached: true,
    env: { ...process.env, MUSTER_LEASE: lease },
    stdio: 'ignore',
  })
  await once(program, 'spawn')
  const ended = once(program, 'exit')
  // Nobody is told farewell, and no engine is needed: the lease holds nothing.
  const charge = { lease, kind: 'watched', notes, env: [['DOCKER_HOST', 'unix:///nowhere']], home: notes }
  const starter = `
    const { startWatchdog } = await import(${JSON.stringify(watchdog)})
    const dog = startWatchdog(${JSON.stringify(charge)})
    dog.tell({ starting: 'program' })
    console.log(dog.pid)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const dog = Number(await text(child.stdout))
  expect(await ended).toEqual([null, 'SIGTERM'])
  // It would look for its engine for a minute.
  process.kill(dog, 'SIGKILL')
  await rm(notes, { recursive: true, force: true })
})
