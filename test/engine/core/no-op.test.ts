import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { engineKey } from '../../../src/engine/engine-key.ts'
import { notesFolder } from '../../../src/run/lease/notes-folder.ts'
import { type LeaseNote, writeNote } from '../../../src/run/lease/notes.ts'
import { ownerOf } from '../../../src/run/lease/owner.ts'
import { muster } from '../../harness/command.ts'
import { expectSuccess } from '../../harness/oracles.ts'
import { testProject } from '../../harness/project.ts'
import { mutating, startProxy } from '../../harness/proxy.ts'

const sleepers = (services: number): string =>
  `services:\n${Array.from({ length: services }, (_, i) => `  s${i}: { image: busybox, command: sleep 3600, init: true, volumes: ["v${i}:/v"] }`).join('\n')}\n` +
  `volumes: { ${Array.from({ length: services }, (_, i) => `v${i}: {}`).join(', ')} }\n`

async function requestsOfNoOpUp(services: number): Promise<readonly string[]> {
  await using project = await testProject({ 'compose.yaml': sleepers(services) })
  expectSuccess(await muster(project, ['up', '-d']))
  await using proxy = await startProxy()
  expectSuccess(await muster(project, ['up', '-d'], { env: { DOCKER_HOST: proxy.address } }))
  expect(mutating(proxy.requests)).toEqual([])
  return proxy.requests.map((r) => `${r.method} ${r.path.split('?')[0] ?? ''}`).sort()
}

test('an up without changes sends the same requests for 1, 10 and 50 services, none of them mutating', async () => {
  const one = await requestsOfNoOpUp(1)
  // An engine with an older API is asked twice for what was asked for before it had said so.
  expect(new Set(one).size).toBeLessThanOrEqual(6)
  expect(one.length).toBeLessThanOrEqual(7)
  expect(await requestsOfNoOpUp(10)).toEqual(one)
  expect(await requestsOfNoOpUp(50)).toEqual(one)
})

test('an up that creates everything loads neither HTTP nor dockerode', async () => {
  const hook = `process.on('exit', () => require('fs').writeFileSync(process.env.LOADED, process.moduleLoadList.join('\\n')))`
  await using project = await testProject({ 'compose.yaml': sleepers(2), 'hook.cjs': hook })
  const env = { NODE_OPTIONS: `--require ${project.directory}/hook.cjs`, LOADED: `${project.directory}/loaded` }
  expectSuccess(await muster(project, ['up', '-d'], { env }))
  const modules = await readFile(env.LOADED, 'utf8')
  expect(modules).toMatch(/^NativeModule net$/m)
  expect(modules).not.toMatch(/^NativeModule https?$/m)
})

/** Another project's lease, which goes on for an hour. */
function holdLease(state: string): void {
  const note: LeaseNote = {
    version: 1,
    id: crypto.randomUUID(),
    kind: 'timed',
    owner: ownerOf(),
    command: 'up',
    engine: engineKey('unix:///var/run/docker.sock'),
    projects: ['another'],
    released: [],
    created: Date.now(),
    expires: Date.now() + 3_600_000,
  }
  writeNote(notesFolder(join(state, 'muster')), note)
}

test.each([['no lease'], ['a lease that is held']])(
  'an up without changes loads neither HTTP nor cryptography nor dockerode where there is %s',
  async (held) => {
    const hook = `process.on('exit', () => require('fs').writeFileSync(process.env.LOADED, process.moduleLoadList.join('\\n')))`
    await using project = await testProject({ 'compose.yaml': sleepers(2), 'hook.cjs': hook })
    expectSuccess(await muster(project, ['up', '-d']))
    const loaded = `${project.directory}/loaded`
    // Not where other tests keep leases, too, which may be over.
    const state = `${project.directory}/state`
    if (held !== 'no lease') holdLease(state)
    const env = { NODE_OPTIONS: `--require ${project.directory}/hook.cjs`, LOADED: loaded, XDG_STATE_HOME: state }
    expectSuccess(await muster(project, ['up', '-d'], { env }))
    const modules = (await readFile(loaded, 'utf8')).split('\n').map((line) => line.replace(/^NativeModule /, ''))
    expect(modules).toContain('net')
    // Each of them takes some milliseconds of every command.
    expect(
      modules.filter((name) => /^(https?|crypto|tls|zlib|child_process|internal\/fs\/promises)$/.test(name)),
    ).toEqual([])
  },
)
