import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { muster, start } from '../harness/command.ts'
import { serveGit } from '../harness/git-server.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

const ways = [
  { way: 'bake', env: {} },
  { way: "the engine's BuildKit", env: { COMPOSE_BAKE: 'false' } },
  { way: 'the classic builder', env: { DOCKER_BUILDKIT: '0' } },
] as const

/** A context in two folders, whose image says which one it is. */
function context(): Record<string, string> {
  const mark = randomBytes(8).toString('hex')
  const dockerfile = (name: string): string =>
    `FROM busybox\nARG WHO=nobody\nCOPY hello /hello\nRUN echo ${name} for $WHO >> /hello\nCMD cat /hello\n`
  return {
    'ctx/Dockerfile': dockerfile('top'),
    'ctx/hello': `hello ${mark}\n`,
    'ctx/sub/Dockerfile': dockerfile('sub'),
    'ctx/sub/other.Dockerfile': dockerfile('other'),
    'ctx/sub/hello': `hello ${mark}\n`,
    'ctx/failing.Dockerfile': 'FROM busybox\nRUN echo the-cause; exit 7\n',
  }
}

async function printed(project: TestProject, build: object, env: Record<string, string>): Promise<string> {
  await project.write('compose.yaml', JSON.stringify({ services: { a: { build } } }))
  expectSuccess(await muster(project, ['build'], { env }))
  return (await start(['docker', 'run', '--rm', `${project.name}-a`], {}).done).stdout
}

async function forget(project: TestProject): Promise<void> {
  await muster(project, ['down', '-t', '0', '--rmi', 'local'])
}

describe.each(ways)('by $way', ({ env }) => {
  test('a context may be a git repository, a branch of it, and a folder in it', async () => {
    const files = context()
    await using project = await testProject(files)
    await using git = await serveGit(join(project.directory, 'ctx'))
    const hello = files['ctx/hello'] ?? ''
    const build = { context: `${git.url}#main`, args: { WHO: 'me' } }
    expect(await printed(project, build, env)).toBe(`${hello}top for me\n`)
    expect(await printed(project, { context: `${git.url}#main:sub` }, env)).toBe(`${hello}sub for nobody\n`)
    const named = { context: `${git.url}#:sub`, dockerfile: 'other.Dockerfile' }
    expect(await printed(project, named, env)).toBe(`${hello}other for nobody\n`)
    await forget(project)
  })

  test('a context may be an archive behind an address', async () => {
    const files = context()
    await using project = await testProject(files)
    const path = join(project.directory, 'ctx.tar.gz')
    expectSuccess(await start(['tar', '-C', join(project.directory, 'ctx'), '-czf', path, '.'], {}).done)
    const archive = await readFile(path)
    const server = createServer((_, response) => response.end(archive))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      const build = { context: `http://127.0.0.1:${port}/ctx.tar.gz`, dockerfile: 'Dockerfile' }
      expect(await printed(project, build, env)).toBe(`${files['ctx/hello'] ?? ''}top for nobody\n`)
    } finally {
      server.close()
      await forget(project)
    }
  })

  test('a step of it that fails is named with its output, a repository that is not there with its address', async () => {
    await using project = await testProject(context())
    await using git = await serveGit(join(project.directory, 'ctx'))
    const failing = { build: { context: git.url, dockerfile: 'failing.Dockerfile' } }
    await project.write('compose.yaml', JSON.stringify({ services: { a: failing } }))
    const failed = await muster(project, ['build'], { env })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(
      /build of a: .*RUN echo the-cause; exit 7.*7 {2}\(compose\.yaml:1:\d+\) \[E090\]\n {2}the-cause/,
    )
    const absent = git.url.replace('/repo.git', '/absent.git')
    await project.write('compose.yaml', JSON.stringify({ services: { a: { build: absent } } }))
    const lost = await muster(project, ['build'], { env })
    expect(lost.code).toBe(1)
    expect(lost.stderr).toContain(absent)
  })
})

test('an inline Dockerfile takes its files from a git repository', async () => {
  const files = context()
  await using project = await testProject(files)
  await using git = await serveGit(join(project.directory, 'ctx'))
  const build = { context: git.url, dockerfile_inline: 'FROM busybox\nCOPY hello /h\nCMD cat /h\n' }
  for (const env of [{}, { COMPOSE_BAKE: 'false' }]) expect(await printed(project, build, env)).toBe(files['ctx/hello'])
  const refused = await muster(project, ['build'], { env: { DOCKER_BUILDKIT: '0' } })
  expect(refused.stderr).toContain('does not know dockerfile_inline with a remote context')
  await forget(project)
})
