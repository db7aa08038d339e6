import { existsSync, rmdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dockerCompose, muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'

const service = (more: string): string =>
  `services:\n  app:\n    image: busybox\n    init: true\n    command: sleep 1000\n    ${more}\n`

async function labelsOf(project: TestProject): Promise<Record<string, string>> {
  const detail = (await engineRequest('GET', `/containers/${project.name}-app-1/json`)) as {
    Config: { Labels: Record<string, string> }
  }
  return detail.Config.Labels
}

/** An engine that listens elsewhere makes a folder of the socket that it does not find; no engine could start there later. */
function defaultSocketAsFound(): Disposable {
  const socket = '/var/run/docker.sock'
  const absent = !existsSync(socket)
  return { [Symbol.dispose]: () => void (absent && existsSync(socket) && rmdirSync(socket)) }
}

const hash = 'com.docker.compose.config-hash'

test('use_api_socket hands over the socket and the logins as docker compose does, and both keep the container', async () => {
  using _left = defaultSocketAsFound()
  await using project = await testProject({ 'compose.yaml': service('use_api_socket: true') })
  const config = await mkdtemp(join(tmpdir(), 'muster-config-'))
  try {
    await writeFile(
      join(config, 'config.json'),
      '{"auths":{"b.example":{"username":"u","password":"p"},"a.example":{"auth":"dTpwCg==","identitytoken":"t"}}}',
    )
    const env = { DOCKER_CONFIG: config }
    expectSuccess(await muster(project, ['up', '-d'], { env }))
    const read = async (): Promise<string> =>
      (await start(['docker', 'exec', `${project.name}-app-1`, 'cat', '/run/secrets/docker/config.json'], {}).done)
        .stdout
    const ours = { file: await read(), hash: (await labelsOf(project))[hash] }
    expect(JSON.parse(ours.file)).toEqual({
      auths: { 'a.example': { auth: 'dTpwCg==', identitytoken: 't' }, 'b.example': { auth: 'dTpw' } },
    })
    expectSuccess(await dockerCompose(project, ['up', '-d', '--force-recreate', '-t', '0'], { env }))
    expect({ file: await read(), hash: (await labelsOf(project))[hash] }).toEqual(ours)
    const plan = await muster(project, ['plan'], { env })
    expect(plan.stdout).not.toContain('create')
  } finally {
    await rm(config, { recursive: true })
  }
})

test('DOCKER_DEFAULT_PLATFORM is part of a built service, with the hash of docker compose', async () => {
  await using project = await testProject({
    'compose.yaml': service('build: .').replace('    image: busybox\n', ''),
    Dockerfile: 'FROM busybox\n',
  })
  const env = { DOCKER_DEFAULT_PLATFORM: 'linux/amd64' }
  expectSuccess(await muster(project, ['up', '-d'], { env }))
  const ours = (await labelsOf(project))[hash]
  const config = await dockerCompose(project, ['config', '--hash', 'app'], { env })
  expect(config.stdout.trim()).toBe(`app ${ours}`)
  const plain = await dockerCompose(project, ['config', '--hash', 'app'])
  expect(plain.stdout.trim()).not.toBe(`app ${ours}`)
  expect((await muster(project, ['plan'], { env })).stdout).not.toContain('create')
})

test('credential_spec is said to have no effect, and has none', async () => {
  await using project = await testProject({ 'compose.yaml': service('credential_spec: { file: ./x.json }') })
  const up = await muster(project, ['up', '-d'])
  expectSuccess(up)
  expect(up.stderr).toContain('app: credential_spec has no effect')
})

test('a local image of another platform is not used: another one is fetched, as docker compose does', async () => {
  await using project = await testProject({ 'compose.yaml': service('platform: linux/s390x') })
  const plan = await muster(project, ['plan', '--steps'])
  expect(plan.stdout).toMatch(/pull.*busybox/)
  await project.write('compose.yaml', service('platform: linux/x86_64'))
  expect((await muster(project, ['plan', '--steps'])).stdout).not.toContain('pull')
})
