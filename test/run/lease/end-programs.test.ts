import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { endPrograms } from '../../../src/run/lease/end-programs.ts'
import { ownerOf } from '../../../src/run/lease/owner.ts'

test('a program ends with its group; one that got its number since is left alone', async () => {
  const child = spawn('sh', ['-c', 'sleep 1000 & wait'], { detached: true, stdio: 'ignore' })
  const pid = child.pid ?? 0
  const ended = once(child, 'exit')
  const { start } = ownerOf(pid)
  await endPrograms([
    { pid, start: `${start}0` },
    { pid, start: '' },
  ])
  expect(child.signalCode).toBeNull()
  expect(ownerOf(pid).start).toBe(start)
  await endPrograms([{ pid, start }])
  expect(await ended).toEqual([null, 'SIGTERM'])
  expect(() => process.kill(-pid, 0)).toThrow(/ESRCH/)
})
