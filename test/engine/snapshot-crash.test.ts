import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { engineRequest, filters } from '../harness/engine.ts'
import { stateOf, type TestProject } from '../harness/project.ts'
import { mutating } from '../harness/proxy.ts'
import { type DeadlyWay, deadlyWay, inService, savedProject, seen, snapshotVolumes } from '../harness/volumes.ts'

/** Some files and a larger one, all of one generation, so that half a copy shows. */
const write = (generation: string): string =>
  `cd /data; rm -rf *; mkdir d; for i in 1 2 3 4 5 6 7 8; do echo ${generation} > d/$i; done; yes ${generation} | head -n 20000 > big; touch only-${generation}`

/** One word for a generation that is whole. */
const look = `cd /data; set -- $(cat d/* big | sort -u) $(ls | tr '\\n' ' ') $(ls d | wc -l) $(wc -l < big); echo "$@"`

const whole = (generation: string): string => `${generation} big d only-${generation} 8 20000`

interface Crash {
  /** Which of the command's requests that change the engine: after one that only asks, all is as before it. */
  readonly n: number
  /** `within`: while a tar is sent to the engine, as the first one from this request on. `gone`: the engine dies, not the command. */
  readonly when: 'after' | 'within' | 'gone'
}

/** Whether the command was killed; not where it ended before it came to that request. */
async function killedAt(
  way: DeadlyWay,
  { project, args }: { readonly project: TestProject; readonly args: readonly string[] },
  { n, when }: Crash,
): Promise<boolean> {
  let seen = 0
  return await way.killed(project, args, (request) => {
    seen += mutating([request]).length
    if (mutating([request]).length === 0 || seen < n) return 'no'
    if (when !== 'within') return when
    return request.method === 'PUT' && request.path.includes('/archive') ? n % 10 : 'no'
  })
}

/** What muster works with, and what of it is there: of one snapshot, its data and its seal. */
async function expectTidy(project: TestProject, message: string): Promise<void> {
  const label = filters({ label: [`dev.muster.snapshot.carrier=${project.name}`] })
  const carriers = await engineRequest('GET', `/containers/json?all=1&${label}`)
  const volumes = (await snapshotVolumes(project.name)).map((name) => name.replace(/_[0-9a-f]{8}/, ''))
  const kept = `muster-snapshot_${project.name}`
  const notes = readdirSync(join(stateOf(project.name), 'muster', 'faults'))
  expect({ carriers, volumes, notes }, message).toEqual({ carriers: [], volumes: [kept, `${kept}_0`], notes: [] })
}

interface Round {
  readonly n: number
  readonly generation: string
  /** What the snapshot held before. */
  readonly before: string
}

interface Case {
  readonly title: string
  readonly args: readonly string[]
  readonly whens: readonly Crash['when'][]
  /** The next command, which puts in order what is left. */
  readonly healer: (round: Round) => readonly string[]
  /** Generations that may be there then. */
  readonly holds: (round: Round) => readonly string[]
}

const healers: readonly (readonly string[])[] = [
  ['up', '-d'],
  ['start'],
  ['restart', '-t', '0'],
  ['reset', '--to', 's'],
]

const cases: readonly Case[] = [
  {
    title: 'reset: old data or new data',
    args: ['reset', '--to', 's'],
    whens: ['after', 'within', 'gone'],
    healer: ({ n }) => healers[n % healers.length] ?? [],
    holds: ({ generation }) => ['first', generation],
  },
  {
    title: 'snapshot save: the old snapshot or the new one',
    args: ['snapshot', 'save', '--force', 's'],
    whens: ['after', 'gone'],
    healer: () => ['reset', '--to', 's'],
    holds: ({ generation, before }) => [before, generation],
  },
]

/** Of the requests each, or one of so many: what is much alike comes often enough so. */
const pace = { after: 1, within: 3, gone: 6 } as const

/** How many projects share the requests of a command. */
const lanes = [0, 1, 2]

const all = cases.flatMap((one) => lanes.map((lane) => [one.title, lane, one] as const))

describe.concurrent('kill -9 at any request, or the death of the engine, in', () => {
  test.each(all)('%s, whole, and nothing else (part %i)', { timeout: 900_000 }, async (_, lane, one) => {
    await using project = await savedProject({ saved: write('first'), since: write('old') })
    const { Id } = await seen(`${project.name}-db-1`)
    await using way = await deadlyWay()
    let [kept, now] = ['first', 'old']
    for (const when of one.whens)
      for (let n = 1 + lane; ; n += lanes.length * pace[when]) {
        const round = { n, generation: now, before: kept }
        if (!(await killedAt(way, { project, args: one.args }, { n, when }))) break
        const healer = one.healer(round)
        const how = `struck ${when} request ${n}, then ${healer.join(' ')}`
        const healed = await muster(project, healer, { env: way.env })
        expect({ code: healed.code, stderr: healed.stderr }, how).toMatchObject({ code: 0 })
        const { Id: id, State } = await seen(`${project.name}-db-1`)
        expect({ id, state: State.Status }, how).toEqual({ id: Id, state: 'running' })
        const next = `${when}${n}`
        const held = await inService(project, 'db', `${look}; ${write(next)}`)
        expect(one.holds(round).map(whole), how).toContain(held)
        ;[kept, now] = [held.split(' ')[0] ?? '', next]
        await expectTidy(project, how)
      }
  })
})
