import { DockerComposeEnvironment, Wait } from 'testcontainers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { engineRequest } from '../../harness/engine.ts'
import { expectNothingLeft } from '../../harness/oracles.ts'
import { asDockerCompose } from '../../harness/plugin.ts'
import { objectsOf, testProject, type TestProject } from '../../harness/project.ts'

const stack = `
services:
  web:
    image: busybox
    command: ["sh", "-c", "mkdir -p /www && echo $$GREETING >/www/index.html && exec httpd -f -p 80 -h /www"]
    init: true
    environment: { GREETING: "\${GREETING:-hello}" }
    ports: ["80"]
    volumes: [data:/data]
  db:
    image: busybox
    command: ["sh", "-c", "echo ready to serve; exec sleep 3600"]
    init: true
    healthcheck: { test: "true", interval: 100ms }
  tools:
    image: busybox
    command: sleep 3600
    init: true
    profiles: [tools]
volumes: { data: }
`

/** A stack that testcontainers brings up with muster in the place of docker compose. */
async function stackOf(project: TestProject): Promise<DockerComposeEnvironment> {
  const { DOCKER_CONFIG } = await asDockerCompose(project)
  vi.stubEnv('DOCKER_CONFIG', DOCKER_CONFIG)
  return new DockerComposeEnvironment(project.directory, 'compose.yaml').withProjectName(project.name)
}

const namesIn = async (project: TestProject): Promise<readonly (string | undefined)[]> =>
  (await objectsOf(project.name)).containers
    .map((c) => c.Names[0]?.slice(project.name.length + 2))
    .sort((a, b) => (String(a) < String(b) ? -1 : 1))

describe('a DockerComposeEnvironment of testcontainers', () => {
  afterEach(() => vi.unstubAllEnvs())

  test('comes up, waits by its own strategies, hands its containers out and goes with its volumes', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const started = await (
      await stackOf(project)
    )
      .withEnvironment({ GREETING: 'good day' })
      .withWaitStrategy('web-1', Wait.forHttp('/', 80))
      .withWaitStrategy('db-1', Wait.forAll([Wait.forHealthCheck(), Wait.forLogMessage('ready to serve')]))
      .up()
    const web = started.getContainer('web-1')
    const answer = await fetch(`http://${web.getHost()}:${web.getMappedPort(80)}/`)
    expect(await answer.text()).toBe('good day\n')
    const { output, exitCode } = await started.getContainer('db-1').exec(['echo', 'in db'])
    expect({ output, exitCode }).toEqual({ output: 'in db\n', exitCode: 0 })
    expect((await objectsOf(project.name)).volumes.map((v) => v.Name)).toEqual([`${project.name}_data`])
    await started.down({ removeVolumes: true, timeout: 1000 })
    await expectNothingLeft(project)
  })

  test('starts the services and profiles asked for, stops, and keeps its volumes on request', async () => {
    await using project = await testProject({ 'compose.yaml': stack, 'some.env': 'GREETING=from the file\n' })
    const environment = (await stackOf(project)).withProfiles('tools').withEnvironmentFile('some.env')
    const started = await environment.up(['web', 'tools'])
    expect(await namesIn(project)).toEqual(['tools-1', 'web-1'])
    const { output } = await started.getContainer('web-1').exec(['cat', '/www/index.html'])
    expect(output).toBe('from the file\n')
    const stopped = await started.stop()
    expect((await objectsOf(project.name)).containers.map((c) => c.State)).toEqual(['exited', 'exited'])
    await stopped.down({ removeVolumes: false })
    await expectNothingLeft(project, 'kept')
    expect((await objectsOf(project.name)).volumes).toHaveLength(1)
  })

  test('leaves nothing behind when a wait strategy gives up', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const environment = (await stackOf(project)).withWaitStrategy(
      'db-1',
      Wait.forLogMessage('never said').withStartupTimeout(500),
    )
    await expect(environment.up(['db'])).rejects.toThrow(/never said/)
    await expectNothingLeft(project)
  })

  test('fails with what muster says about a broken file', async () => {
    await using project = await testProject({ 'compose.yaml': stack.replace('init: true', 'inti: true') })
    await expect((await stackOf(project)).up()).rejects.toThrow(/inti/)
    expect(await engineRequest('GET', `/networks/${project.name}_default`)).toBeUndefined()
  })
})
