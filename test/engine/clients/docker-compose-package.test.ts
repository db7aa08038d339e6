import compose, { createAll, type IDockerComposeOptions, images } from 'docker-compose'
import { describe, expect, test } from 'vitest'
import { engineRequest } from '../../harness/engine.ts'
import { expectNothingLeft } from '../../harness/oracles.ts'
import { asDockerCompose } from '../../harness/plugin.ts'
import { objectsOf, testProject, type TestProject } from '../../harness/project.ts'

const stack = `
services:
  web:
    image: busybox
    command: ["sh", "-c", "echo 'web says: hello'; exec httpd -f -p 80"]
    init: true
    stop_grace_period: 1s
    ports: ["127.0.0.1::80", "53/udp"]
    volumes: [data:/data]
  db:
    image: busybox
    command: sleep 3600
    init: true
volumes: { data: }
`

/** The options that make the package drive muster as `docker compose`. */
async function throughMuster(project: TestProject): Promise<IDockerComposeOptions> {
  const env = { ...process.env, ...(await asDockerCompose(project)), COMPOSE_PROJECT_NAME: project.name }
  return { cwd: project.directory, env: env as NodeJS.ProcessEnv }
}

const statesOf = async (project: TestProject): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await objectsOf(project.name)).containers
      .map((c): [string, string] => [c.Names[0]?.slice(project.name.length + 2) ?? '', c.State])
      .sort((a, b) => (String(a) < String(b) ? -1 : 1)),
  )

describe('the npm package docker-compose', () => {
  test('brings a project up, asks all about it and takes it down', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const options = await throughMuster(project)
    expect((await compose.version(options)).data.version).toBe('2.40.3')
    expect((await compose.upAll(options)).err).toContain(`Container ${project.name}-web-1  Started`)

    const { services } = (await compose.ps(options)).data
    expect(services.map((s) => [s.name, s.command, s.state])).toEqual([
      [`${project.name}-db-1`, '"sleep 3600"', expect.stringMatching(/^Up /)],
      [`${project.name}-web-1`, expect.stringMatching(/^"sh -c 'echo 'web sa/), expect.stringMatching(/^Up /)],
    ])
    const { address, port } = (await compose.port('web', 80, options)).data
    expect(address).toBe('127.0.0.1')
    expect(services[1]?.ports).toContainEqual({
      mapped: { address: '127.0.0.1', port },
      exposed: { port: 80, protocol: 'tcp' },
    })
    const json = await compose.ps({ ...options, commandOptions: [['--format', 'json']] })
    expect(json.data.services.map((s) => s.state)).toEqual(['running', 'running'])
    const ids = await compose.ps({ ...options, commandOptions: ['-q'] })
    expect(ids.data.services.map((s) => s.name)).toEqual([expect.stringMatching(/^\w{64}$/), expect.any(String)])

    expect((await images(options)).data.services).toEqual(
      ['db', 'web'].map((service) => ({
        container: `${project.name}-${service}-1`,
        repository: 'busybox',
        tag: 'latest',
        platform: 'linux/amd64',
        id: expect.stringMatching(/^[0-9a-f]{12}$/),
      })),
    )
    const logged = await compose.logs('web', { ...options, commandOptions: ['--no-color'] })
    expect(logged.out).toMatch(/^web-1 +\| web says: hello$/m)
    const stats = await compose.stats('web', options)
    expect(stats).toMatchObject({ Name: `${project.name}-web-1`, CPUPerc: expect.stringMatching(/%$/) })
    await compose.downAll({ ...options, commandOptions: ['-v'] })
    await expectNothingLeft(project)
  })

  test('runs commands in containers, with their output and exit codes', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const options = await throughMuster(project)
    await compose.upOne('db', options)
    expect((await compose.exec('db', ['echo', 'two  words'], options)).out).toBe('two  words\n')
    await expect(compose.exec('db', 'sh -c false', options)).rejects.toMatchObject({ exitCode: 1 })
    await expect(compose.exec('web', 'true', options)).rejects.toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('service "web" is not running'),
    })
    const ran = await compose.run('db', ['sh', '-c', 'echo out; echo err >&2'], {
      ...options,
      commandOptions: ['--rm'],
    })
    expect(ran.out).toBe('out\n')
    expect(ran.err).toMatch(/^err$/m)
    await expect(compose.run('db', ['sh', '-c', 'exit 7'], options)).rejects.toMatchObject({ exitCode: 7 })
  })

  test('moves services through their lives', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const options = await throughMuster(project)
    await createAll(options)
    expect(await statesOf(project)).toEqual({ 'db-1': 'created', 'web-1': 'created' })
    await compose.upMany(['web', 'db'], { ...options, commandOptions: [['--scale', 'db=2']] })
    expect(await statesOf(project)).toEqual({ 'db-1': 'running', 'db-2': 'running', 'web-1': 'running' })
    await compose.pauseOne('web', options)
    expect((await statesOf(project))['web-1']).toBe('paused')
    await compose.unpauseOne('web', options)
    await compose.restartMany(['web'], { ...options, commandOptions: [['-t', '0']] })
    expect((await statesOf(project))['web-1']).toBe('running')
    await compose.kill({ ...options, commandOptions: ['db'] })
    // The engine answers a kill before the container has ended.
    const killed = { 'db-1': 'exited', 'db-2': 'exited', 'web-1': 'running' }
    await expect.poll(async () => await statesOf(project)).toEqual(killed)
    await compose.stopMany(options, 'web')
    await compose.rm(options, 'db')
    expect(await statesOf(project)).toEqual({ 'web-1': 'exited' })
    await compose.downMany(['web'], { ...options, commandOptions: [['--timeout', '0']] })
    expect(await statesOf(project)).toEqual({})
  })

  test('reads the configuration, from a file, from text and from an object', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const options = await throughMuster(project)
    const { config } = (await compose.config(options)).data
    expect(Object.keys(config.services)).toEqual(['db', 'web'])
    expect((await compose.configServices(options)).data.services).toEqual(['db', 'web'])
    expect((await compose.configVolumes(options)).data.volumes).toEqual(['data'])
    const asString = await compose.configServices({ ...options, configAsString: 'services: { text: { image: x } }' })
    expect(asString.data.services).toEqual(['text'])
    const asObject = await compose.configServices({ ...options, compose: { services: { object: { image: 'x' } } } })
    expect(asObject.data.services).toEqual(['object'])
    await expect(compose.config({ ...options, config: 'nosuch.yaml' })).rejects.toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('nosuch.yaml'),
    })
  })

  test('builds, and pulls nothing that is there', async () => {
    const built = 'services: { app: { build: ., image: "${COMPOSE_PROJECT_NAME}-app:1" } }'
    await using project = await testProject({ 'compose.yaml': built, Dockerfile: 'FROM busybox\nCMD ["true"]\n' })
    const options = await throughMuster(project)
    try {
      await compose.buildAll(options)
      await createAll({ ...options, commandOptions: ['--no-build'] })
      expect((await images(options)).data.services).toMatchObject([{ repository: `${project.name}-app`, tag: '1' }])
      await compose.pullAll({ ...options, commandOptions: [['--policy', 'missing']] })
    } finally {
      await compose.down({ ...options, commandOptions: [['--rmi', 'all']] })
    }
    expect(await engineRequest('GET', `/images/${project.name}-app:1/json`)).toBeUndefined()
  })
})
