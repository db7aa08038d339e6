import { randomBytes } from 'node:crypto'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { muster, type Outcome, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'
import { answerOf, type Registry, startRegistry } from '../harness/registry-server.ts'
import { pushBusybox } from '../harness/registry.ts'

const unique = (): string => randomBytes(6).toString('hex')

function oneBuild(dockerfile: string, build: object = {}, service: object = {}): string {
  const own = { dockerfile_inline: dockerfile.replaceAll('$', '$$$$'), ...build }
  return JSON.stringify({ services: { a: { build: own, ...service } } })
}

/** What the image of service `a` prints. */
async function printed(project: TestProject, image = `${project.name}-a`): Promise<string> {
  return (await start(['docker', 'run', '--rm', image], {}).done).stdout
}

async function forget(project: TestProject): Promise<void> {
  await muster(project, ['down', '-t', '0', '--rmi', 'all'])
}

let registry: Registry

beforeAll(async () => {
  registry = await startRegistry()
})
afterAll(async () => {
  await registry[Symbol.asyncDispose]()
})

describe.each([
  { way: 'buildx', env: { COMPOSE_BAKE: 'true' } },
  { way: 'BuildKit over its session', env: { COMPOSE_BAKE: 'false' } },
])('with $way', ({ env }) => {
  const build = async (project: TestProject, args: readonly string[] = []): Promise<Outcome> =>
    await muster(project, ['build', ...args], { env })

  test('no_cache runs every step again, and without it none', async () => {
    const dockerfile = `FROM busybox\nRUN date +%s%N > /time; : ${unique()}\nCMD cat /time`
    await using project = await testProject({ 'compose.yaml': oneBuild(dockerfile, { ulimits: { nofile: 99 } }) })
    expectSuccess(await build(project))
    const first = await printed(project)
    expectSuccess(await build(project))
    expect(await printed(project)).toBe(first)
    await project.write('compose.yaml', oneBuild(dockerfile, { ulimits: { nofile: 99 }, no_cache: true }))
    expectSuccess(await build(project))
    expect(await printed(project)).not.toBe(first)
    await forget(project)
  })

  test('pull looks whether the base is a newer one, and without it the one that is there does', async () => {
    const base = await pushBusybox(`${registry.host}/base-${unique()}`, '1')
    const made = async (text: string, more: object = {}): Promise<string> => {
      const image = { image: base }
      const files = { 'compose.yaml': oneBuild(`FROM busybox\nRUN echo ${text} > /text`, more, image) }
      await using maker = await testProject(files)
      expectSuccess(await build(maker))
      return maker.name
    }
    await made('new')
    expectSuccess(await start(['docker', 'push', base], {}).done)
    await made('old')
    const dockerfile = `FROM ${base}\nCMD cat /text`
    await using project = await testProject({ 'compose.yaml': oneBuild(dockerfile) })
    expectSuccess(await build(project))
    expect(await printed(project)).toBe('old\n')
    await project.write('compose.yaml', oneBuild(dockerfile, { pull: true }))
    expectSuccess(await build(project))
    expect(await printed(project)).toBe('new\n')
    await forget(project)
    await engineRequest('DELETE', `/images/${base}?force=1`)
  })

  test('network: host is the network of the engine', async () => {
    const show = 'readlink /proc/self/ns/net'
    const dockerfile = `FROM busybox\nRUN ${show} > /net; : ${unique()}\nCMD cat /net`
    const host = await start(['docker', 'run', '--rm', '--network', 'host', 'busybox', 'sh', '-c', show], {}).done
    await using project = await testProject({ 'compose.yaml': oneBuild(dockerfile, { network: 'host' }) })
    expectSuccess(await build(project))
    expect(await printed(project)).toBe(host.stdout)
    await project.write('compose.yaml', oneBuild(dockerfile))
    expectSuccess(await build(project, ['--no-cache']))
    expect(await printed(project)).not.toBe(host.stdout)
    await forget(project)
  })

  test.each([{ privileged: true }, { entitlements: ['security.insecure'] }])(
    '%j asks the engine for what it has to allow',
    async (attribute) => {
      await using project = await testProject({ 'compose.yaml': oneBuild('FROM busybox\nRUN true', attribute) })
      const refused = await build(project)
      expect(refused.code).toBe(1)
      expect(refused.stderr).toMatch(/security\.insecure is not allowed.*: allow .* in the engine's daemon\.json/)
    },
  )

  test('entitlements that the engine allows reach the steps that need them', async () => {
    const dockerfile = `FROM busybox\nRUN --network=host true; : ${unique()}`
    await using project = await testProject({ 'compose.yaml': oneBuild(dockerfile, { no_cache: true }) })
    expect((await build(project)).stderr).toContain('network.host')
    await project.write('compose.yaml', oneBuild(dockerfile, { entitlements: ['network.host'] }))
    expectSuccess(await build(project))
    await forget(project)
  })

  test('cache_to writes what cache_from of another machine reads', async () => {
    const repository = `cached-${unique()}`
    const image = `${registry.host}/${repository}:1`
    const dockerfile = `FROM busybox\nRUN echo ${unique()} > /text`
    const files = { 'compose.yaml': oneBuild(dockerfile, { cache_to: ['type=inline'] }, { image }) }
    await using project = await testProject(files)
    expectSuccess(await build(project, ['--push']))
    const manifest = (await answerOf(registry, `/v2/${repository}/manifests/1`)) as { config: { digest: string } }
    const config = await answerOf(registry, `/v2/${repository}/blobs/${manifest.config.digest}`)
    expect(config).toHaveProperty(['moby.buildkit.cache.v0'])
    await using other = await testProject({
      'compose.yaml': oneBuild(dockerfile, { cache_from: [`type=registry,ref=${image}`] }),
    })
    const built = await build(other)
    expectSuccess(built)
    expect(built.stdout).toMatch(new RegExp(`#(\\d+) importing cache manifest from ${image}[^]*#\\1 DONE`))
    for (const one of [project, other]) await forget(one)
  })

  test.each(['linux/arm64', 'linux/s390x'])('platforms: [%s] makes an image for it', async (platform) => {
    await using project = await testProject({
      'compose.yaml': oneBuild('FROM scratch\nCOPY compose.yaml /', { platforms: [platform] }),
    })
    expectSuccess(await build(project))
    const image = (await engineRequest('GET', `/images/${project.name}-a/json`)) as { Os: string; Architecture: string }
    expect(`${image.Os}/${image.Architecture}`).toBe(platform)
    await forget(project)
  })

  test('dockerfile may lie beside the context, and its own ignore file goes before that of the context', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { a: { build: { context: ctx, dockerfile: ../Own.dockerfile } } }\n',
      'Own.dockerfile': 'FROM busybox\nCOPY . /c\nCMD ls /c\n',
      'Own.dockerfile.dockerignore': 'left-out\n',
      'ctx/.dockerignore': 'kept\n',
      'ctx/kept': '',
      'ctx/left-out': '',
    })
    expectSuccess(await build(project))
    expect(await printed(project)).toBe('kept\n')
    await forget(project)
  })

  test('context may be a link to a folder', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { a: { build: linked } }\n',
      'real/Dockerfile': 'FROM busybox\nCOPY file /file\nCMD cat /file\n',
      'real/file': 'behind a link',
    })
    await symlink('real', join(project.directory, 'linked'))
    expectSuccess(await build(project))
    expect(await printed(project)).toBe('behind a link')
    await forget(project)
  })

  test('isolation, which only engines of Windows know, keeps nobody from building elsewhere', async () => {
    await using project = await testProject({ 'compose.yaml': oneBuild('FROM busybox', { isolation: 'hyperv' }) })
    expectSuccess(await build(project))
    await forget(project)
  })
})

test('context may be a link to a folder where the engine gets it as a stream', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { a: { build: linked } }\n',
    'real/Dockerfile': 'FROM busybox\nCMD echo linked\n',
  })
  await symlink('real', join(project.directory, 'linked'))
  expectSuccess(await muster(project, ['build']))
  expect(await printed(project)).toBe('linked\n')
  await forget(project)
})

test('isolation is what the classic builder is asked for', async () => {
  await using project = await testProject({ 'compose.yaml': oneBuild('FROM busybox', { isolation: 'hyperv' }) })
  const refused = await muster(project, ['build'], { env: { DOCKER_BUILDKIT: '0' } })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('isolation: "hyperv"')
})
