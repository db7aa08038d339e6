import { randomInt } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { startMuster } from '../harness/command.ts'
import { copiesOf } from '../harness/copies.ts'
import { read, watchdogsOf } from '../harness/leases.ts'
import { testProject } from '../harness/project.ts'

const file = 'services: { db: { image: busybox, init: true, command: sleep 3600 } }\n'

/** Processes whose command line ends so. */
function running(commandLine: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && read(pid, 'cmdline').trimEnd().replaceAll('\n', ' ').endsWith(commandLine))
}

test.concurrent.each(['', 'trap "" TERM; '])(
  'the command of a test ends after a kill -9 of muster alone, with all that it has started (%j)',
  async (manner) => {
    await using project = await testProject({ 'compose.yaml': file })
    const sleep = `sleep ${randomInt(1e6, 1e9)}`
    const script = `${manner}${sleep} & echo begun; ${sleep}`
    const test = startMuster(project, ['test', '--', 'sh', '-c', script])
    await test.seen(/begun/)
    await vi.waitFor(() => expect(running(sleep).length).toBeGreaterThanOrEqual(2), { timeout: 60_000 })
    test.child.kill('SIGKILL')
    await vi.waitFor(() => expect(running(sleep)).toEqual([]), { timeout: 15_000, interval: 100 })
    await vi.waitFor(async () => expect(await copiesOf(project)).toEqual([]), { timeout: 15_000, interval: 200 })
    await vi.waitFor(() => expect(watchdogsOf(project.name)).toEqual([]), { timeout: 60_000, interval: 200 })
  },
)
