import { expect, test } from 'vitest'
import { dockerCompose, muster, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import type { TestProject } from '../harness/project.ts'
import { type Fault, type RecordedRequest, startProxy } from '../harness/proxy.ts'
import { inService, seen, snapshotProject, snapshotVolumes } from '../harness/volumes.ts'

const file = `
services:
  db:
    image: busybox
    network_mode: none
    command: sh -c 'trap "exit 0" TERM; while :; do sleep 3600 & wait; done'
    volumes: [data:/data, more:/more]
volumes: { data: {}, more: {} }
`

/** Many files and a large one, all of one generation, so that half a copy shows. */
const write = (generation: string): string =>
  `rm -rf /data/* /more/*; for v in /data /more; do mkdir $v/d; i=0; while [ $i -lt 40 ]; do echo ${generation} > $v/d/$i; i=$((i+1)); done; yes ${generation} | head -c 3000000 > $v/big; done; echo ${generation} > /data/only-${generation}`

/** One line for each content: how often it is there. */
const look = `cat /data/d/* /more/d/* | sort | uniq -c; for f in /data/big /more/big; do sort $f | uniq -c | wc -l; wc -c < $f; done; ls /data; cat /data/only-*`

interface Crash {
  /** Which request of the command. */
  readonly n: number
  /** `within`: while a tar is sent to the engine. */
  readonly when: 'before' | 'after' | 'within'
}

/** Kills the command at a request. False when it ended before it came to that request. */
async function killedAt(project: TestProject, args: readonly string[], crash: Crash): Promise<boolean> {
  let reached = false
  let kill = (): void => undefined
  const decide = (request: RecordedRequest): Fault => {
    if (reached || request.n < crash.n) return { do: 'pass' }
    const isCopy = request.method === 'PUT' && request.path.includes('/archive')
    if (crash.when !== 'within') {
      reached = true
      return { do: 'lose', when: crash.when, onLost: () => kill() }
    }
    if (isCopy) {
      reached = true
      setTimeout(() => kill(), (crash.n * 7) % 30)
    }
    return { do: 'pass' }
  }
  await using proxy = await startProxy(decide)
  const running = startMuster(project, args, { env: { DOCKER_HOST: proxy.address } })
  kill = () => running.signal('SIGKILL')
  await running.done
  return reached
}

/** From before the journal is written to after it is removed. */
const moments: Readonly<Record<Crash['when'], readonly number[]>> = {
  before: [9, 16, 23],
  after: [12, 18, 24],
  within: [12, 18],
}

const healers: readonly (readonly string[])[] = [
  ['up', '-d'],
  ['start'],
  ['snapshot', 'save', '--force', 'other'],
  ['reset', '--to', 'seeded'],
]

test.concurrent.each(['before', 'after', 'within'] as const)(
  'kill -9 %s any request of reset: the next command finds old data or new data, never half, and the same containers',
  { timeout: 900_000 },
  async (when) => {
    await using project = await snapshotProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    const container = `${project.name}-db-1`
    const { Id } = await seen(container)
    await inService(project, 'db', write('new'))
    const fresh = await inService(project, 'db', look)
    expectSuccess(await muster(project, ['snapshot', 'save', 'seeded']))
    const ends: string[] = []
    for (const [round, n] of moments[when].entries()) {
      await inService(project, 'db', write('old'))
      const old = await inService(project, 'db', look)
      const reached = await killedAt(project, ['reset', '--to', 'seeded'], { n, when })
      const healer = healers[round % healers.length] ?? []
      expectSuccess(await muster(project, healer))
      // Killed after the data was whole, it may have left the service as it was then: stopped.
      expectSuccess(await dockerCompose(project, ['up', '-d']))
      const now = await inService(project, 'db', look)
      expect([old, fresh], `after the kill at request ${n} and ${healer.join(' ')}`).toContain(now)
      ends.push(now === old ? 'old' : 'new')
      expect({ reached, id: (await seen(container)).Id }).toEqual({ reached: true, id: Id })
    }
    expect(ends).toContain('new')
    expectSuccess(await muster(project, ['snapshot', 'rm', 'seeded']))
    const left = await snapshotVolumes(project.name)
    expect(left.filter((name) => name.startsWith('muster-restoring'))).toEqual([])
  },
)
