import { randomUUID } from 'node:crypto'
import { chmod, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engineKey } from '../../src/engine/engine-key.ts'
import { ownerOf } from '../../src/run/lease/owner.ts'
import { dockerCompose, muster, startMuster } from '../harness/command.ts'
import { processesOf } from '../harness/leases.ts'
import { expectSettled, expectSuccess } from '../harness/oracles.ts'
import { stateOf, testProject } from '../harness/project.ts'
import { snapshot } from '../harness/snapshot.ts'
import { seen } from '../harness/volumes.ts'

const idle = `command: sh -c 'trap "exit 0" TERM; while :; do sleep 3600 & wait; done'`

const file = `
services:
  db: { image: busybox, ${idle}, networks: { default: {}, back: { aliases: [store], ipv4_address: 10.213.77.10 } } }
  web: { image: busybox, ${idle}, restart: always, depends_on: [db] }
networks: { back: { ipam: { config: [ { subnet: 10.213.77.0/24 } ] } } }
`

interface Case {
  readonly kind: 'pause' | 'kill' | 'stop' | 'partition'
  readonly service: 'db' | 'web'
  readonly struck: (state: { readonly Status: string; readonly networks: number }) => boolean
}

const cases: readonly Case[] = [
  { kind: 'pause', service: 'db', struck: ({ Status }) => Status === 'paused' },
  { kind: 'kill', service: 'web', struck: ({ Status }) => Status === 'exited' },
  { kind: 'stop', service: 'db', struck: ({ Status }) => Status === 'exited' },
  { kind: 'partition', service: 'db', struck: ({ networks }) => networks === 0 },
]

/** How a container is, with the addresses that the engine keeps while it runs. */
async function state(
  container: string,
): Promise<{ readonly Status: string; readonly networks: number; readonly addresses: string }> {
  const { State, NetworkSettings } = (await seen(container)) as Awaited<ReturnType<typeof seen>> & {
    readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }
  }
  const networks = Object.entries(NetworkSettings.Networks)
  const addresses = networks
    .map(([name, { IPAddress }]) => `${name}=${IPAddress}`)
    .sort()
    .join()
  return { Status: State.Status, networks: networks.length, addresses }
}

describe('a fault', () => {
  test.each(cases)(
    '$kind is taken back at its end, at Ctrl-C, and when it is killed',
    async ({ kind, service, struck }) => {
      // One network of fixed addresses for all cases would be claimed twice if they ran side by side.
      await using project = await testProject({ 'compose.yaml': file })
      expectSuccess(await muster(project, ['up', '-d']))
      const container = `${project.name}-${service}-1`
      const [before, { Id }, { addresses }] = [
        await snapshot(project.name),
        await seen(container),
        await state(container),
      ]
      const asBefore = async (how: string): Promise<void> => {
        await expect.poll(async () => (await state(container)).Status, { message: how }).toBe('running')
        await expect.poll(async () => (await state(container)).addresses, { message: how }).toBe(addresses)
        expect(await snapshot(project.name), how).toBe(before)
      }
      for (const end of ['--for', 'SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
        const args = ['fault', kind, service, ...(end === '--for' ? ['--for', '2s'] : [])]
        const running = startMuster(project, args)
        await running.seen(/ (for 2 s|until Ctrl-C)/)
        expect(struck(await state(container)), `${kind} has struck`).toBe(true)
        if (end !== '--for') running.signal(end)
        const { code } = await running.done
        if (end !== 'SIGKILL') expect(code).toBe(end === '--for' ? 0 : 130)
        await asBefore(`${kind} after ${end}`)
      }
      await expectSettled(project)
      expectSuccess(await dockerCompose(project, ['up', '-d']))
      expect((await seen(container)).Id).toBe(Id)
    },
  )

  test('that nobody has taken back is left as it is where somebody has started and stopped the service since', async () => {
    await using project = await testProject({ 'compose.yaml': `services: { web: { image: busybox, ${idle} } }\n` })
    expectSuccess(await muster(project, ['up', '-d']))
    const running = startMuster(project, ['fault', 'kill', 'web'])
    await running.seen(/ until Ctrl-C/)
    const guards = processesOf(project.name, '--at-end-of')
    expect(guards).toHaveLength(1)
    for (const guard of guards) process.kill(guard, 'SIGKILL')
    running.signal('SIGKILL')
    await running.done
    expectSuccess(await dockerCompose(project, ['start']))
    expectSuccess(await dockerCompose(project, ['stop']))
    expectSuccess(await muster(project, ['fault', 'undo']))
    expect(await readdir(join(stateOf(project.name), 'muster', 'faults'))).toEqual([])
    expect((await state(`${project.name}-web-1`)).Status).toBe('exited')
  })

  test('slow freezes again and again, and leaves a service that runs', async () => {
    await using project = await testProject({ 'compose.yaml': `services: { web: { image: busybox, ${idle} } }\n` })
    expectSuccess(await muster(project, ['up', '-d']))
    const container = `${project.name}-web-1`
    const running = startMuster(project, ['fault', 'slow', 'web', '--delay', '300ms'])
    await running.seen(/slow until/)
    for (const wanted of ['paused', 'running', 'paused', 'running'])
      await expect.poll(async () => (await state(container)).Status, { interval: 10 }).toBe(wanted)
    running.signal('SIGKILL')
    await running.done
    const quiet = startMuster(project, ['fault', 'undo'])
    await quiet.done
    await expect.poll(async () => (await state(container)).Status).toBe('running')
  })

  test('goes together with another one on the same service, and both are taken back', async () => {
    await using project = await testProject({ 'compose.yaml': `services: { web: { image: busybox, ${idle} } }\n` })
    expectSuccess(await muster(project, ['up', '-d']))
    const container = `${project.name}-web-1`
    const frozen = startMuster(project, ['fault', 'pause', 'web'])
    await frozen.seen(/frozen until/)
    const cut = startMuster(project, ['fault', 'partition', 'web'])
    await cut.seen(/off the network until/)
    expect(await state(container)).toMatchObject({ Status: 'paused', networks: 0 })
    const again = await muster(project, ['fault', 'pause', 'web', '--for', '1s'])
    expect({ code: again.code, named: again.stderr.includes('web is frozen already') }).toEqual({
      code: 1,
      named: true,
    })
    expect((await state(container)).Status).toBe('paused')
    frozen.signal('SIGKILL')
    await frozen.done
    await expect.poll(async () => (await state(container)).Status).toBe('running')
    cut.signal('SIGINT')
    await cut.done
    expect(await state(container)).toMatchObject({ Status: 'running', networks: 1 })
  })

  test('of what does not run, or has no network of its own, is refused by name and changes nothing', async () => {
    const compose = `services: { web: { image: busybox, ${idle}, network_mode: none }, mac: { image: busybox, ${idle}, mac_address: 02:42:ac:11:77:10 }, off: { image: busybox, ${idle} } }\n`
    await using project = await testProject({ 'compose.yaml': compose })
    expectSuccess(await muster(project, ['up', '-d', 'web', 'mac']))
    const idleOne = await muster(project, ['fault', 'pause', 'web', 'off', '--for', '1s'])
    expect({ code: idleOne.code, named: /off/.test(idleOne.stderr) }).toEqual({ code: 1, named: true })
    const bare = await muster(project, ['fault', 'partition', 'web', '--for', '1s'])
    expect({ code: bare.code, named: bare.stderr.includes('network_mode: none') }).toEqual({ code: 1, named: true })
    const own = await muster(project, ['fault', 'partition', 'mac', '--for', '1s'])
    expect({ code: own.code, named: own.stderr.includes('-mac-1 has a mac_address') }).toEqual({ code: 1, named: true })
    expect((await state(`${project.name}-web-1`)).Status).toBe('running')
    expect(await state(`${project.name}-mac-1`)).toMatchObject({ Status: 'running', networks: 1 })
  })
})

test('what a killed muster has left behind and cannot be taken back now is told, and the command goes on', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { web: { image: busybox, command: sleep 600, init: true } }\n',
  })
  expectSuccess(await muster(project, ['up', '-d']))
  const { Id } = await seen(`${project.name}-web-1`)
  const id = randomUUID()
  const address = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'
  const undo = [
    {
      do: 'connect',
      container: Id,
      name: `${project.name}-web-1`,
      network: 'host',
      endpoint: { networkId: '', aliases: [] },
    },
  ]
  const owner = { ...ownerOf(), pid: 1, start: 'before' }
  const note = {
    version: 1,
    id,
    owner,
    engine: engineKey(address),
    project: project.name,
    kind: 'partition',
    state: 'struck',
    undo,
  }
  await project.write(`state/muster/faults/${id}.json`, JSON.stringify(note))
  await chmod(join(project.directory, 'state/muster/faults', `${id}.json`), 0o600)
  const env = { XDG_STATE_HOME: join(project.directory, 'state') }
  const { code, stderr } = await muster(project, ['stop', '-t', '0'], { env })
  expect(code).toBe(0)
  expect(stderr).toContain('a fault that a killed muster has left behind cannot be taken back now: ')
  expect(stderr).toContain('`muster fault undo` tries again')
})
