import { readFileSync, readlinkSync, readdirSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LeaseFound } from '../../src/api/gc.ts'
import { muster, startMuster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { countOf, notesOf, read, watchdogsOf } from '../harness/leases.ts'
import { expectNothingLeft, expectSettled, expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const service = `
services:
  web: { image: busybox, command: sleep 3600, init: true, volumes: ["data:/data"] }
volumes: { data: {} }
`

/** Milliseconds: nothing waits so long, but a busy machine takes its time. */
const limit = 60_000

async function labelsOf(container: string): Promise<Readonly<Record<string, string>>> {
  const { Config } = (await engineRequest('GET', `/containers/${container}/json`)) as {
    Config: { Labels: Readonly<Record<string, string>> }
  }
  return Config.Labels
}

const leaseLabels = (labels: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(labels).filter((name) => /^dev\.muster\.(lease|owner|expires)$/.test(name))

describe('up --lease', () => {
  test('leaves nothing when Ctrl-C ends it', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    const running = startMuster(project, ['up', '--lease'])
    await running.seen(/web-1 {2}Started/)
    running.signal('SIGINT')
    const { code, stderr } = await running.done
    expect(code).toBe(130)
    await expectNothingLeft(project)
    expect(stderr).toContain('removed what the lease held: 1 container, 1 network, 1 volume')
    expect(notesOf(project.name).names).toEqual([])
    await expect.poll(() => watchdogsOf(project.name)).toEqual([])
  })

  test('leaves nothing when the containers end, and when one cannot be started', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { job: { image: busybox, command: "true" } }\n',
    })
    expectSuccess(await muster(project, ['up', '--lease']))
    await expectNothingLeft(project)
    await project.write('compose.yaml', 'services: { job: { image: busybox, command: no-such-program } }\n')
    expect((await muster(project, ['up', '--lease'])).code).toBe(1)
    await expectNothingLeft(project)
  })

  test('leaves what was there before', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['down']))
    const running = startMuster(project, ['up', '--lease'])
    await running.seen(/web-1 {2}Started/)
    running.signal('SIGINT')
    await running.done
    const { containers, networks, volumes } = await objectsOf(project.name)
    expect([containers, networks, volumes.map(({ Name }) => Name)]).toEqual([[], [], [`${project.name}_data`]])
  })

  test.for([
    ['up', '--lease'],
    ['up', '-d', '--ttl', '1ms'],
  ])('keeps the data of a container that it replaces: %s', async (args) => {
    const cached = (tag: string): string =>
      `services: { db: { image: redis:7-alpine, environment: { V: "${tag}" }, stop_grace_period: 1s } }\n`
    await using project = await testProject({ 'compose.yaml': cached('1') })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['exec', '-T', 'db', 'sh', '-c', 'echo precious > /data/p']))
    await project.write('compose.yaml', `${cached('2')}\n`)
    const running = startMuster(project, args)
    await running.seen(args.includes('-d') ? / stay; / : /db-1 {2}Started/)
    running.signal('SIGINT')
    await running.done
    expectSuccess(await muster(project, ['up', '-d']))
    expect((await muster(project, ['exec', '-T', 'db', 'cat', '/data/p'])).stdout).toBe('precious\n')
  })

  test('is refused with -d, and --ttl without', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    expect((await muster(project, ['up', '--lease', '-d'])).code).toBe(1)
    expect((await muster(project, ['up', '--ttl', '1h'])).code).toBe(1)
    expect((await muster(project, ['up', '-d', '--ttl', 'soon'])).stderr).toContain('--ttl')
    expect(await countOf(project.name)).toBe(0)
  })

  test('writes nothing through a link that lies where its notes belong, and goes on', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    const { folder } = notesOf(project.name)
    const trap = join(project.directory, 'trap')
    await mkdir(trap)
    await mkdir(dirname(folder), { recursive: true })
    await symlink(trap, folder)
    const running = startMuster(project, ['up', '--lease'])
    await running.seen(/web-1 {2}Started/)
    running.signal('SIGKILL')
    await running.done
    expect(running.output()).toContain('the lease cannot be noted')
    await expect.poll(async () => await countOf(project.name), { timeout: limit }).toBe(0)
    expect(await readdir(trap)).toEqual([])
  })
})

test('a watchdog has a session of its own, hardly any memory, no secret of its parent, and listens nowhere', async () => {
  await using project = await testProject({ 'compose.yaml': service })
  const running = startMuster(project, ['up', '--lease'], { env: { API_TOKEN: 'hunter2-planted' } })
  await running.seen(/web-1 {2}Started/)
  const [pid = 0] = watchdogsOf(project.name)
  expect(read(pid, 'environ') + read(pid, 'cmdline')).not.toContain('hunter2')
  // Kilobytes; Node alone would take 12 MB of each test that runs beside others.
  expect(Number(/^Pss:\s+(\d+)/m.exec(read(pid, 'smaps_rollup'))?.[1])).toBeLessThan(4000)
  const stat = read(pid, 'stat')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // Process group and session.
  expect(fields.slice(2, 4)).toEqual([String(pid), String(pid)])
  const sockets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
    } catch {
      return []
    }
  })
  const listening = ['tcp', 'tcp6']
    .flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .flatMap((line) => (line[3] === '0A' ? (line[9] ?? []) : []))
  expect(sockets.filter((inode) => listening.includes(inode))).toEqual([])
  for (const signal of ['SIGHUP', 'SIGINT'] as const) process.kill(pid, signal)
  running.signal('SIGKILL')
  await expect.poll(async () => await countOf(project.name), { timeout: limit }).toBe(0)
})

test('a plain up puts no lease on anything, and a lease makes no difference to a later plan', async () => {
  await using plain = await testProject({ 'compose.yaml': service })
  expectSuccess(await muster(plain, ['up', '-d']))
  expect(leaseLabels(await labelsOf(`${plain.name}-web-1`))).toEqual([])
  expect(notesOf(plain.name).names).toEqual([])
  await using leased = await testProject({ 'compose.yaml': service })
  expectSuccess(await muster(leased, ['up', '-d', '--ttl', '1h']))
  const labels = await labelsOf(`${leased.name}-web-1`)
  expect(leaseLabels(labels)).toHaveLength(3)
  expect(labels['dev.muster.owner']).toMatch(/^[^/]+\/[0-9a-f-]{36}\/\d+\/\d+$/)
  expectSuccess(await muster(leased, ['plan', '--detailed-exitcode']))
  expectSuccess(await muster(leased, ['run', '--rm', 'web', 'true']))
  await expectSettled(leased)
})

describe('up --ttl', () => {
  test('the project is removed when its time is over, and not before another --ttl says', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    const [first] = notesOf(project.name).names
    const again = await muster(project, ['up', '-d', '--ttl', '1ms'])
    expectSuccess(again)
    expect(again.stderr).toContain(`${project.name} is removed at 20`)
    expect(notesOf(project.name).names).toEqual([first])
    // The process that waits looks at its note now and then; a command that changes something does not wait for that.
    const next = await muster(project, ['down'])
    expect(next.stderr).toContain('removed what the lease of `up`')
    await expectNothingLeft(project)
  })

  test('nobody has to call for that, also when the project is brought up again right after it', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    for (let round = 0; round < 2; round++) {
      expectSuccess(await muster(project, ['up', '-d', '--ttl', '2s']))
      await expect.poll(async () => await countOf(project.name), { timeout: limit }).toBe(0)
    }
  })

  test('a lease that is over is not given more time: there is a new one', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    const { folder, names } = notesOf(project.name)
    const path = join(folder, names[0] ?? '')
    await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), expires: 1 }))
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    const labels = await labelsOf(`${project.name}-web-1`)
    expect(`${labels['dev.muster.lease']}.json`).not.toBe(names[0])
    expect(notesOf(project.name).names).toContain(`${labels['dev.muster.lease']}.json`)
  })

  test('a plain up keeps also what is under a lease that nobody knows any more', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    const { folder, names } = notesOf(project.name)
    await rm(join(folder, names[0] ?? ''))
    expectSuccess(await muster(project, ['up', '-d']))
    const { stdout } = await muster(project, ['gc', '--json', '--dry-run'])
    const found = (JSON.parse(stdout) as LeaseFound[]).filter(({ projects }) => projects.includes(project.name))
    expect(found).toMatchObject([{ id: names[0]?.slice(0, -'.json'.length), standing: 'kept' }])
  })

  test('a plain up takes the project out of its lease', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    const taken = await muster(project, ['up', '-d'])
    expect(taken.stderr).toContain(`${project.name} is taken out of the lease of \`up\``)
    expect(notesOf(project.name).names).toEqual([])
    expectSuccess(await muster(project, ['restart', '-t', '0']))
    expect((await objectsOf(project.name)).containers).toHaveLength(1)
    expect((await muster(project, ['gc', '--yes'])).stdout).toContain('taken out')
    expect((await objectsOf(project.name)).containers).toHaveLength(1)
  })

  test('where nobody knows the lease, an up says that what carries it may be removed', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    const elsewhere = { env: { XDG_STATE_HOME: join(project.directory, 'elsewhere') } }
    for (const _ of ['once', 'again']) {
      const { code, stderr } = await muster(project, ['up', '-d'], elsewhere)
      expect(code).toBe(0)
      expect(stderr).toMatch(/is under a lease that is not known in .*its volumes, too. To keep it, run the same `up`/)
    }
    expect((await muster(project, ['up', '-d'])).stderr).toContain('is taken out of the lease')
    expect((await muster(project, ['up', '-d'])).stderr).not.toContain('is not known')
  })

  test('what `run` and `scale` add later is under the same lease', async () => {
    await using project = await testProject({ 'compose.yaml': service })
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    expectSuccess(await muster(project, ['run', '-d', 'web', 'sleep', '3600']))
    expectSuccess(await muster(project, ['scale', 'web=2']))
    const { containers } = await objectsOf(project.name)
    const labels = await Promise.all(containers.map(async ({ Id }) => await labelsOf(Id)))
    expect(labels).toHaveLength(3)
    expect(new Set(labels.map((one) => `${one['dev.muster.lease']}.json`))).toEqual(
      new Set(notesOf(project.name).names),
    )
  })
})

test.each(['file', '/proc/none'])(
  'a state folder that cannot be used is named, and keeps nobody waiting: %s',
  async (home) => {
    await using project = await testProject({ 'compose.yaml': service, file: '' })
    const env = { XDG_STATE_HOME: home === 'file' ? join(project.directory, home) : home }
    const refused = {
      code: 1,
      stderr: expect.stringContaining(`cannot be noted in ${env.XDG_STATE_HOME}/muster (from X`) as string,
    }
    expect(await muster(project, ['up', '-d', '--ttl', '1h'], { env })).toMatchObject(refused)
    expect(await countOf(project.name)).toBe(0)
    expectSuccess(await muster(project, ['up', '-d'], { env }))
    expect(await muster(project, ['fault', 'pause', 'web', '--for', '1s'], { env })).toMatchObject(refused)
    expect(await muster(project, ['snapshot', 'save', 'it'], { env })).toMatchObject(refused)
  },
)
