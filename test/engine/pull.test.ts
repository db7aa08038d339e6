import { randomBytes } from 'node:crypto'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSettled, expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { putIndex } from '../harness/registry-server.ts'
import { pushBusybox } from '../harness/registry.ts'

// The reaper's image is not needed: afterAll stops the registry, and it holds nothing that outlives the engine of the tests.
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
let registry: StartedTestContainer
let repository: string

beforeAll(async () => {
  registry = await new GenericContainer('registry:2').withExposedPorts(5000).start()
  repository = `127.0.0.1:${registry.getMappedPort(5000)}/app-${randomBytes(4).toString('hex')}`
})
afterAll(async () => {
  await registry.stop()
})

test('an image that the engine lacks is pulled, once for all services that use it', async () => {
  const image = await pushBusybox(repository, 'one')
  const service = `{ image: "${image}", command: sleep 3600, init: true }`
  await using project = await testProject({ 'compose.yaml': `services: { a: ${service}, b: ${service} }\n` })
  const up = await muster(project, ['--progress', 'plain', 'up', '-d'])
  expectSuccess(up)
  expect(up.stderr.match(/Pulled/g)).toHaveLength(1)
  await expectSettled(project)
  await muster(project, ['down', '-t', '0'])
  await engineRequest('DELETE', `/images/${image}`)
})

test('a tag that the registry lacks fails with the service, the image and the place, told once', async () => {
  await using project = await testProject({ 'compose.yaml': `services:\n  a:\n    image: ${repository}:absent\n` })
  const up = await muster(project, ['up', '-d'])
  expect(up.code).toBe(1)
  expect(up.stderr.match(/is not in the engine and could not be pulled/g)).toHaveLength(1)
  expect(up.stderr).toContain(`✘ a: image ${repository}:absent is not in the engine and could not be pulled: `)
  expect(up.stderr.match(/check its name/g)).toHaveLength(1)
  expect(up.stderr).toContain('  fix: check its name, log in with `docker login`, or build it\n')
  expect(up.stderr).toMatch(/compose\.yaml:3:\d+/)
})

test('pull_policy every_… asks how long the image has had its name here, not how old it is', async () => {
  const host = repository.split('/')[0] ?? ''
  const name = `dated-${randomBytes(4).toString('hex')}`
  await putIndex(host, `${name}:1`, { platforms: ['linux/amd64', 'linux/arm64'] }) // made in 2024
  const [made, named] = [`${host}/${name}:1`, `${host}/${name}:only-here`]
  const file = (policy: string): string => `services: { a: { image: "${named}", pull_policy: ${policy} } }\n`
  await using project = await testProject({ 'compose.yaml': file('every_1h') })
  expectSuccess(await start(['docker', 'pull', '-q', made], {}).done)
  expectSuccess(await start(['docker', 'tag', made, named], {}).done)
  expectSuccess(await muster(project, ['create']))
  await project.write('compose.yaml', file('every_1s'))
  await expect.poll(async () => (await muster(project, ['create'])).stderr, { timeout: 20_000 }).toContain('not found')
  await muster(project, ['down'])
  for (const image of [made, named]) await engineRequest('DELETE', `/images/${image}`)
})
