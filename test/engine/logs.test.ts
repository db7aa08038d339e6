import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster, start, startMuster } from '../harness/command.ts'
import { counted, counting, numbers } from '../harness/counting.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

const talkers = `
services:
  a:
    image: busybox
    command: sh -c "for i in 1 3 5; do echo a $$i; sleep 0.4; done; printf 'no line end'"
  b:
    image: busybox
    command: sh -c "sleep 0.2; for i in 2 4 6; do echo b $$i; sleep 0.4; done"
`
/** Two containers that print 20 MB each, as fast as they can, when they are told to. */
const flooding = (count: number): string => {
  const flood = `awk 'BEGIN { for (i = 0; i < ${count}; i++) printf "%d %090d\\n", i, 0 }'`
  const command = JSON.stringify(['sh', '-c', `echo ready; while [ ! -e /go ]; do sleep 0.05; done; ${flood}`])
  const service = `{ image: busybox, network_mode: none, stop_grace_period: 0s, command: ${command} }`
  return `services: { a: ${service}, b: ${service} }\n`
}
/** The most memory that a process has held, in MB. */
const peakMemory = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

describe('logs of what has ended', () => {
  let project: TestProject

  beforeAll(async () => {
    project = await testProject({ 'compose.yaml': talkers })
    expectSuccess(await muster(project, ['up']))
    return async () => await project[Symbol.asyncDispose]()
  })

  test.each([
    [['--no-log-prefix', '--tail', '1', 'b']],
    [['--no-color', '-n', '2', 'b']],
    [['--index', '1', 'b']],
    [['-t', '--no-log-prefix', 'b']],
    [['--until', '2001-01-01']],
    [['--since', '1h', 'b']],
    [['--index', '2', 'a']],
    [['--since', 'nonsense']],
  ])('%s prints what docker compose prints', async (flags) => {
    const [ours, theirs] = [await muster(project, ['logs', ...flags]), await dockerCompose(project, ['logs', ...flags])]
    expect({ out: ours.stdout, code: ours.code }).toEqual({ out: theirs.stdout, code: theirs.code })
  })

  test.each([
    ['that the file no longer has', talkers.replace(/ {2}b:[^]*/, '')],
    ['whose profile is off', talkers.replace('  b:', '  b:\n    profiles: [off]')],
    ['with attach: false', talkers.replace('  b:', '  b:\n    attach: false')],
  ])(
    'leave out a service %s, as docker compose does, unless it is read by the name of the project alone',
    async (_, file) => {
      await writeFile(join(project.directory, 'less.yaml'), file)
      const logs = ['-f', 'less.yaml', 'logs', '--no-log-prefix']
      const [ours, theirs] = [await muster(project, logs), await dockerCompose(project, logs)]
      expect({ ours: ours.stdout.match(/^\w \d/gm), theirs: theirs.stdout.match(/^\w \d/gm) }).toEqual({
        ours: ['a 1', 'a 3', 'a 5'],
        theirs: ['a 1', 'a 3', 'a 5'],
      })
      expect((await muster(project, ['logs'])).stdout).toContain('b 2')
    },
  )

  test('--merge puts the lines of all containers in the order of their times', async () => {
    const { stdout } = await muster(project, ['logs', '--merge', '--no-log-prefix'])
    const times = (await muster(project, ['logs', '--merge', '--no-log-prefix', '-t'])).stdout
    const stamps = times
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0])
    expect(stamps).toEqual(stamps.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)))
    expect(stdout.trim().split('\n').toSorted()).toEqual(['a 1', 'a 3', 'a 5', 'b 2', 'b 4', 'b 6', 'no line end'])
  })
})

describe('logs', () => {
  test('--raw leaves escapes as they are, otherwise they are made visible', async () => {
    const command = String.raw`printf 'a\033[2Jb\033[31mc\n'`
    await using project = await testProject({
      'compose.yaml': `services: {a: {image: busybox, command: [sh, -c, ${JSON.stringify(command)}]}}`,
    })
    expectSuccess(await muster(project, ['up']))
    const raw = await muster(project, ['logs', '--raw', '--no-log-prefix'])
    expect(raw.stdout).toBe('a\x1b[2Jb\x1b[31mc\n')
    expect((await muster(project, ['logs', '--no-log-prefix'])).stdout).toBe('a\\x1b[2Jb\x1b[31mc\x1b[0m\n')
  })

  test('of a line that the engine has cut to pieces are whole', async () => {
    const command = String.raw`yes x | head -c 100000 | tr -d '\n'`
    await using project = await testProject({
      'compose.yaml': `services: {a: {image: busybox, command: [sh, -c, ${JSON.stringify(command)}]}}`,
    })
    expectSuccess(await muster(project, ['up']))
    for (const flags of [['--merge'], []])
      expect((await muster(project, ['logs', '--no-log-prefix', ...flags])).stdout === `${'x'.repeat(50_000)}\n`).toBe(
        true,
      )
  })

  test('of the past are whole where their stream broke off, and ask the engine for no times', async () => {
    const command = `seq 1 3000 | sed 's/^/line /'; seq 3001 6000 | sed 's/^/line /' >&2`
    await using project = await testProject({
      'compose.yaml': `services: {a: {image: busybox, command: [sh, -c, ${JSON.stringify(command)}]}}`,
    })
    expectSuccess(await muster(project, ['up']))
    let cuts = 0
    await using proxy = await startProxy(({ path }) =>
      path.includes('/logs?') && cuts++ < 3 ? { do: 'cut', afterBytes: 20_000 * cuts } : { do: 'pass' },
    )
    const ours = await muster(project, ['logs', '--no-log-prefix'], { env: { DOCKER_HOST: proxy.address } })
    expectSuccess(ours)
    expect(ours.stderr.match(/broke off; reading on/g)).toHaveLength(3)
    expect(counted(ours.stdout).toSorted()).toEqual(numbers(6000).toSorted())
    expect(proxy.requests.filter(({ path }) => /\/logs\?.*timestamps/.test(path))).toEqual([])
  })

  test('-f goes on where its stream broke off, without loss and without doubles', async () => {
    await using project = await testProject({ 'compose.yaml': counting(200) })
    let cuts = 0
    await using proxy = await startProxy(({ path }) =>
      path.includes('/logs?') && cuts++ < 3 ? { do: 'cut', afterBytes: 1500 } : { do: 'pass' },
    )
    expectSuccess(await muster(project, ['up', '-d']))
    const ours = await muster(project, ['logs', '-f', '--no-log-prefix'], { env: { DOCKER_HOST: proxy.address } })
    expectSuccess(ours)
    expect(ours.stderr).toContain('broke off; reading on')
    expect(cuts).toBeGreaterThan(3)
    expect(counted(ours.stdout)).toEqual(numbers(200))
  })

  test('-f goes on when every connection to the engine is cut', async () => {
    await using project = await testProject({ 'compose.yaml': counting(150) })
    await using proxy = await startProxy()
    expectSuccess(await muster(project, ['up', '-d']))
    const following = startMuster(project, ['logs', '-f', '--no-log-prefix'], { env: { DOCKER_HOST: proxy.address } })
    await following.seen(/line 20\n/)
    proxy.cutAll()
    await following.seen(/line 60\n/)
    proxy.cutAll()
    const { stdout } = await following.done
    expect(counted(stdout)).toEqual(numbers(150))
  })

  test('-f of a flood is complete, in order for each container, and no memory for a reader that is slow', async () => {
    const count = 200_000
    await using project = await testProject({ 'compose.yaml': flooding(count) })
    expectSuccess(await muster(project, ['up', '-d']))
    const following = startMuster(project, ['logs', '-f'])
    await Promise.all([following.seen(/a-1 .*ready/), following.seen(/b-1 .*ready/)])
    following.child.stdout?.pause()
    const containers = ['a', 'b'].map((name) => `${project.name}-${name}-1`)
    for (const name of containers) expectSuccess(await start(['docker', 'exec', name, 'touch', '/go'], {}).done)
    expectSuccess(await start(['docker', 'wait', ...containers], {}).done)
    const peak = peakMemory(following.child.pid ?? 0)
    following.child.stdout?.resume()
    const { stdout } = await following.done
    const next = new Map(['a', 'b'].map((name) => [name, 0]))
    for (const [, name = '', n] of stdout.matchAll(/^([ab])-1 +\| (\d+) 0+$/gm)) {
      if (Number(n) !== next.get(name)) expect(`${name} ${n}`).toBe(`${name} ${next.get(name)}`)
      next.set(name, Number(n) + 1)
    }
    expect([...next.values()]).toEqual([count, count])
    expect(peak).toBeLessThan(160)
  })

  test('-f --merge shows what was there in order, and then what comes', async () => {
    await using project = await testProject({ 'compose.yaml': counting(60) })
    expectSuccess(await muster(project, ['up', '-d']))
    const { stdout } = await muster(project, ['logs', '-f', '--merge', '--no-log-prefix'])
    expect(counted(stdout)).toEqual(numbers(60))
  })
})
