import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dockerCompose, muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'

const file = (content: string): string => `services:
  app:
    image: busybox
    init: true
    command: sleep 1000
    secrets: [token, { source: token, target: /abs/token, uid: "12", gid: "13", mode: 0400 }]
    configs: [settings, { source: settings, target: rel, mode: 0111 }]
secrets: { token: { environment: TOKEN } }
configs: { settings: { content: "${content}" } }
`

async function inside(project: TestProject, command: string): Promise<string> {
  const run = start(['docker', 'exec', `${project.name}-app-1`, 'sh', '-c', command], {})
  return (await run.done).stdout.trim()
}

async function idOf(project: TestProject): Promise<string | undefined> {
  return (await objectsOf(project.name)).containers[0]?.Id
}

const listed = "stat -c '%n %a %u %g' /run/secrets/token /abs/token /settings /rel"

test('inline configs and secrets are in the container as docker compose puts them', async () => {
  await using project = await testProject({ 'compose.yaml': file('one') })
  const env = { TOKEN: 'first' }
  expectSuccess(await dockerCompose(project, ['up', '-d'], { env }))
  const theirs = [await inside(project, listed), await inside(project, 'cat /abs/token /rel')]
  expectSuccess(await muster(project, ['up', '-d', '--force-recreate', '-t', '0'], { env }))
  expect([await inside(project, listed), await inside(project, 'cat /abs/token /rel')]).toEqual(theirs)
  expect(theirs).toEqual([
    '/run/secrets/token 444 0 0\n/abs/token 400 12 13\n/settings 444 0 0\n/rel 111 0 0',
    'firstone',
  ])
})

test('a changed inline config or secret gets a new container, an unchanged one does not, and the label betrays nothing', async () => {
  await using project = await testProject({ 'compose.yaml': file('one') })
  const state = await mkdtemp(join(tmpdir(), 'muster-state-'))
  const env = { TOKEN: 'first', XDG_STATE_HOME: state }
  try {
    expectSuccess(await muster(project, ['up', '-d'], { env }))
    const first = await idOf(project)
    expectSuccess(await muster(project, ['up', '-d'], { env }))
    expect(await idOf(project)).toBe(first)
    const up = await muster(project, ['up', '-d', '-t', '0'], { env: { ...env, TOKEN: 'second' } })
    expectSuccess(up)
    expect(await inside(project, 'cat /abs/token')).toBe('second')
    const second = await idOf(project)
    expect(second).not.toBe(first)
    await project.write('compose.yaml', file('two'))
    const plan = await muster(project, ['plan'], { env: { ...env, TOKEN: 'second' } })
    expect(plan.stdout).toContain('the content of one of config settings, secret token')
    expectSuccess(await muster(project, ['up', '-d', '-t', '0'], { env: { ...env, TOKEN: 'second' } }))
    expect(await inside(project, 'cat /settings')).toBe('two')
    const { Config: config } = (await engineRequest('GET', `/containers/${await idOf(project)}/json`)) as {
      Config: { Labels: Record<string, string> }
    }
    expect(config.Labels['dev.muster.contents']).toMatch(/^[\w-]{8}\.[\w-]{22}$/)
    expect((await stat(join(state, 'muster', 'content-key'))).mode & 0o777).toBe(0o600)
  } finally {
    await rm(state, { recursive: true })
  }
})

test('somebody with another key leaves the container alone', async () => {
  await using project = await testProject({ 'compose.yaml': file('one') })
  const folders = await Promise.all([1, 2].map(async () => await mkdtemp(join(tmpdir(), 'muster-state-'))))
  try {
    const [mine = '', other = ''] = folders
    expectSuccess(await muster(project, ['up', '-d'], { env: { TOKEN: 'a', XDG_STATE_HOME: mine } }))
    const first = await idOf(project)
    expectSuccess(await muster(project, ['up', '-d'], { env: { TOKEN: 'a', XDG_STATE_HOME: other } }))
    expect(await idOf(project)).toBe(first)
  } finally {
    await Promise.all(folders.map(async (folder) => await rm(folder, { recursive: true })))
  }
})
