import { randomBytes } from 'node:crypto'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { pushBusybox } from '../harness/registry.ts'

// The reaper's image is not needed: afterAll stops the registry, and it holds nothing that outlives the engine of the tests.
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
let registry: StartedTestContainer
let repository: string

beforeAll(async () => {
  registry = await new GenericContainer('registry:2').withExposedPorts(5000).start()
  repository = `127.0.0.1:${registry.getMappedPort(5000)}/images-${randomBytes(4).toString('hex')}`
})
afterAll(async () => {
  await registry.stop()
})

const file = ['-f', 'compose.yaml']

async function imageId(reference: string): Promise<string | undefined> {
  return ((await engineRequest('GET', `/images/${reference}/json`)) as { Id: string } | undefined)?.Id
}

async function forget(...references: readonly string[]): Promise<void> {
  for (const reference of references) await engineRequest('DELETE', `/images/${reference}`)
}

describe('pull', () => {
  test('fetches what is named, skips what has nothing to fetch, and says so in the words of docker compose', async () => {
    const image = await pushBusybox(repository, 'one')
    const [absent, never] = [`${repository}:absent`, `${repository}:never`]
    await using project = await testProject({
      'compose.yaml': `services:
  there: { image: "${image}" }
  built: { build: . }
  never: { image: "${never}", pull_policy: never }
  other: { image: "${absent}" }
`,
    })
    const some = ['there', 'built', 'never']
    const theirs = await dockerCompose(project, [...file, 'pull', ...some])
    await forget(image)
    const ours = await muster(project, [...file, 'pull', ...some])
    expectSuccess(ours)
    expect(ours.stderr.split('\n').toSorted()).toEqual(theirs.stderr.split('\n').toSorted())
    expect(await imageId(image)).toBeDefined()

    const failed = await muster(project, [...file, 'pull'])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain(`image ${absent} is not in the engine and could not be pulled`)
    expect(failed.stderr).toMatch(/there Pulled/)
    expectSuccess(await muster(project, [...file, 'pull', '--ignore-pull-failures']))
    expect((await muster(project, [...file, 'pull', '--policy', 'missing', 'there'])).stderr).toContain(
      'there Skipped - Image is already present locally',
    )
    await forget(image)
  })

  test('says what to build when an image that can be built cannot be pulled', async () => {
    await using project = await testProject({
      'compose.yaml': `services: { a: { image: "${repository}:absent", build: . } }`,
    })
    const pulled = await muster(project, [...file, 'pull'])
    expect(pulled.code).toBe(1)
    expect(pulled.stderr).toContain('must be built from source by running:\n    muster build a')
    const skipped = await muster(project, [...file, 'pull', '--ignore-buildable'])
    expectSuccess(skipped)
    expect(skipped.stderr).toContain(' a Skipped - Image can be built')
  })

  test.each([
    { flags: [], pulled: ['web'] },
    { flags: ['--include-deps'], pulled: ['db', 'web'] },
  ])('of a named service with $flags takes $pulled', async ({ flags, pulled }) => {
    const [db, web] = [await pushBusybox(repository, 'db'), await pushBusybox(repository, 'web')]
    await using project = await testProject({
      'compose.yaml': `services: { db: { image: "${db}" }, web: { image: "${web}", depends_on: [db] } }`,
    })
    const outcome = await muster(project, [...file, 'pull', ...flags, 'web'])
    expectSuccess(outcome)
    expect(
      [...outcome.stderr.matchAll(/ (\w+) Pulled/g)]
        .map(([, name]) => name)
        .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
    ).toEqual(pulled)
    await forget(db, web)
  })
})

async function fetchAgain(reference: string): Promise<void> {
  expectSuccess(await start(['docker', 'pull', '-q', reference], {}).done)
}

const dockerfile = 'FROM busybox\nARG WHO=nobody\nRUN echo "built for $WHO" > /who\nCMD cat /who\n'

describe('build', () => {
  test('builds what docker compose builds, with the arguments of the command line', async () => {
    await using project = await testProject({
      'compose.yaml': `services: { a: { build: . }, b: { image: busybox } }`,
      Dockerfile: dockerfile,
    })
    const built = await muster(project, [...file, 'build', '--build-arg', 'WHO=me'])
    expectSuccess(built)
    expect(built.stdout).toContain('RUN echo "built for me"')
    expect(built.stderr).toContain(` ${project.name}-a  Built`)
    const up = await muster(project, [...file, 'up', 'a'])
    expect(up.stdout).toContain('built for me')

    const bare = await muster(project, [...file, 'build', '--build-arg', 'WHO'], { env: { WHO: 'env' } })
    expectSuccess(bare)
    expect((await muster(project, [...file, 'up', 'a'])).stdout).toContain('built for env')
    expectSuccess(await muster(project, [...file, 'down', '--rmi', 'local']))
    expect(await imageId(`${project.name}-a`)).toBeUndefined()
  })

  test('an image of muster does for docker compose, and the other way round', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { a: { build: ., init: true, command: sleep 3600 } }',
      Dockerfile: dockerfile,
    })
    for (const [build, use] of [
      [muster, dockerCompose],
      [dockerCompose, muster],
    ] as const) {
      expectSuccess(await build(project, [...file, 'build', '--no-cache']))
      const id = await imageId(`${project.name}-a`)
      expectSuccess(await use(project, [...file, 'up', '-d']))
      expect(await imageId(`${project.name}-a`)).toBe(id)
      const again = await build(project, [...file, 'up', '-d'])
      expect(again.stderr).not.toContain('Recreate')
    }
    expectSuccess(await muster(project, [...file, 'down', '-t', '0', '--rmi', 'local']))
  })

  test('--quiet says nothing, and nothing to build is no failure', async () => {
    await using project = await testProject({
      'compose.yaml': `services: { a: { build: . }, b: { image: busybox, depends_on: [a] } }`,
      Dockerfile: dockerfile,
    })
    expect(await muster(project, [...file, 'build', '-q', 'a'])).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const nothing = await muster(project, [...file, 'build', 'b'])
    expect(nothing).toMatchObject({ code: 0, stdout: '' })
    expect(nothing.stderr).toContain('No services to build')
    expect((await muster(project, [...file, 'build', '--with-dependencies', 'b'])).stderr).toContain('Built')
    await forget(`${project.name}-a`)
  })
})

describe('push', () => {
  test('sends the images that are built here with all their tags', async () => {
    const [image, tag] = [`${repository}:pushed`, `${repository}:also`]
    await using project = await testProject({
      'compose.yaml': `services:
  a: { image: "${image}", build: { context: ., tags: ["${tag}"] } }
  b: { image: busybox }
`,
      Dockerfile: dockerfile,
    })
    expectSuccess(await muster(project, [...file, 'build']))
    const pushed = await muster(project, [...file, 'push'])
    expectSuccess(pushed)
    expect(pushed.stderr).toContain(' b Skipped')
    await forget(image, tag)
    for (const reference of [image, tag]) {
      await fetchAgain(reference)
      expect(await imageId(reference)).toBeDefined()
    }
    await forget(image, tag)
  })

  test('fails with the image, unless failures are to be ignored', async () => {
    const image = `${repository}:never-built`
    await using project = await testProject({ 'compose.yaml': `services: { a: { image: "${image}", build: . } }` })
    const failed = await muster(project, [...file, 'push'])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain(`image ${image} could not be pushed: `)
    expectSuccess(await muster(project, [...file, 'push', '--ignore-push-failures']))
  })

  test('build --push builds first', async () => {
    const image = `${repository}:at-once`
    await using project = await testProject({
      'compose.yaml': `services: { a: { image: "${image}", build: . } }`,
      Dockerfile: dockerfile,
    })
    expectSuccess(await muster(project, [...file, 'build', '--push']))
    await forget(image)
    await fetchAgain(image)
    expect(await imageId(image)).toBeDefined()
    await forget(image)
  })
})
