import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { mutating, startProxy } from '../harness/proxy.ts'
import { startSshServer } from '../harness/ssh-server.ts'

const sleeper = `services:\n${['a', 'b', 'c'].map((name) => `  ${name}: { image: busybox, command: sleep 3600, init: true }\n`).join('')}`

test(
  'an engine over ssh is one login for each command, whatever it asks for at once',
  { timeout: 120_000 },
  async () => {
    await using project = await testProject({ 'compose.yaml': sleeper })
    await using proxy = await startProxy()
    await using server = await startSshServer()
    const env = { ...server.env, DOCKER_HOST: `ssh://${server.place}${proxy.address.replace('unix://', '')}` }
    expectSuccess(await muster(project, ['up', '-d'], { env }))
    expect(await server.logins()).toBe(1)
    expect(mutating(proxy.requests).length).toBeGreaterThan(0)
    const told = await muster(project, ['exec', '-T', 'a', 'cat'], { env, stdin: 'said\n' })
    expect([told.code, told.stdout]).toEqual([0, 'said\n'])
    expectSuccess(await muster(project, ['down', '-t', '0'], { env }))
    expect(await server.logins()).toBe(3)
    await expect.poll(async () => await readdir(server.temporary), { timeout: 20_000 }).toEqual([])
  },
)

test('nothing of the way over ssh outlives a muster that is killed', { timeout: 120_000 }, async () => {
  await using project = await testProject({ 'compose.yaml': sleeper })
  await using proxy = await startProxy()
  await using server = await startSshServer()
  const env = { ...server.env, DOCKER_HOST: `ssh://${server.place}${proxy.address.replace('unix://', '')}` }
  const running = startMuster(project, ['up'], { env })
  await running.seen(/Attaching to/)
  expect(await readdir(server.temporary)).toHaveLength(1)
  running.signal('SIGKILL')
  await running.done
  await expect.poll(async () => await readdir(server.temporary), { timeout: 20_000 }).toEqual([])
})

test('the first Ctrl-C of an attached up over ssh stops the containers', { timeout: 120_000 }, async () => {
  await using project = await testProject({ 'compose.yaml': sleeper })
  await using proxy = await startProxy()
  await using server = await startSshServer()
  const env = { ...server.env, DOCKER_HOST: `ssh://${server.place}${proxy.address.replace('unix://', '')}` }
  const running = startMuster(project, ['up', '-t', '0'], { env })
  await running.seen(/Attaching to/)
  running.signal('SIGINT')
  const { code } = await running.done
  expect(code).toBe(130)
  const left = await muster(project, ['ps', '-q'])
  expect([left.code, left.stdout]).toEqual([0, ''])
})

test('a machine, a user or a socket that is not there is named with what ssh says', { timeout: 120_000 }, async () => {
  await using project = await testProject({ 'compose.yaml': sleeper })
  await using server = await startSshServer()
  const ask = async (address: string): Promise<string> => {
    const { code, stderr } = await muster(project, ['ps'], { env: { ...server.env, DOCKER_HOST: address } })
    expect(code).toBe(1)
    return stderr
  }
  expect(await ask(`ssh://${server.place}/nowhere/engine.sock`)).toMatch(
    /the socket of the engine there cannot be opened/,
  )
  expect(await ask(`ssh://${server.place.replace(/^[^@]*/, 'nobody')}`)).toMatch(
    / Permission denied .*`ssh -p \d+ nobody@127\.0\.0\.1` must work/,
  )
  expect(await ask('ssh://127.0.0.1:1')).toMatch(/port 1: Connection refused/)
})
