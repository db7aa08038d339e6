import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, describe, test } from 'vitest'
import { muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { testProject } from '../harness/project.ts'

function oneBuild(dockerfile: string, more = ''): Record<string, string> {
  return {
    'compose.yaml': `services:\n  a: { build: { dockerfile_inline: ${JSON.stringify(dockerfile)}${more} } }\n`,
  }
}

test('build names a missing context and Dockerfile at their lines, all at once, and fails as docker compose does', async () => {
  await using project = await testProject({
    'compose.yaml': 'services:\n  a: { build: ./gone }\n  b: { build: { context: ., dockerfile: Gone } }\n',
  })
  const { code, stdout, stderr } = await muster(project, ['build'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^compose\.yaml:2:15: error\[E081\]: a: the build context \S+gone does not exist$/m)
  expect(stderr).toMatch(/^compose\.yaml:3:41: error\[E081\]: b: the Dockerfile \S+Gone does not exist$/m)
  expect(stderr).not.toContain('Building')
})

test('build names missing contexts, secrets and keys of a build and of those that it builds on', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  a:
    build:
      dockerfile_inline: FROM b
      additional_contexts: { b: "service:b", c: ./gone }
  b:
    build:
      dockerfile_inline: FROM busybox
      secrets: [s]
      ssh: [k=./nokey]
secrets: { s: { file: ./nofile } }
`,
  })
  const { code, stdout, stderr } = await muster(project, ['build', 'a'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  const places = [...stderr.matchAll(/^compose\.yaml:(\d+):\d+: error\[E081\]: (.*?) \/\S+ does not exist$/gm)]
  expect(places.map(([, line, what]) => `${line} ${what}`)).toEqual([
    '5 a: the additional context c',
    '9 b: the file of secret s',
    '10 b: the key or agent of ssh k',
  ])
})

test('builds that take each other as contexts are shown as a circle', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  a: { build: { dockerfile_inline: FROM b, additional_contexts: { b: "service:b" } } }
  b: { build: { dockerfile_inline: FROM a, additional_contexts: ["a=service:a"] } }
`,
  })
  const { code, stderr } = await muster(project, ['build'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^compose\.yaml:2:70: error\[E036\]: .* \(cycle\): a -> b -> a$/m)
  expect(stderr).toContain('note: b needs a here (compose.yaml:3:')
})

test('a tag that is none is named', async () => {
  await using project = await testProject(oneBuild('FROM busybox', ', tags: ["fine:1", "a b"]'))
  const failed = await muster(project, ['build'])
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain('build of a: invalid tag "a b": invalid reference format')
})

test('a name in the context that is not UTF-8 is named, and may be left out', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { a: { build: . } }\n',
    Dockerfile: 'FROM busybox\nCOPY . /c\n',
  })
  await writeFile(Buffer.concat([Buffer.from(`${project.directory}/caf`), Buffer.from([0xe9])]), '')
  const failed = await muster(project, ['build'])
  expect(failed.code).toBe(1)
  expect(failed.stderr).toMatch(/the name of \S+caf\ufffd is not UTF-8.*name it in \.dockerignore/)
  await project.write('.dockerignore', 'caf*\n')
  expect((await muster(project, ['build'])).code).toBe(0)
  await engineRequest('DELETE', `/images/${project.name}-a`)
})

test('build --progress is the --progress before the command', async () => {
  await using project = await testProject(oneBuild('FROM busybox\nCMD ["true"]'))
  const quiet = await muster(project, ['build', '--progress', 'quiet', '--no-cache'])
  expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' })
  const unknown = await muster(project, ['build', '--progress=rawjson'])
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('unsupported --progress value "rawjson"') })
  await engineRequest('DELETE', `/images/${project.name}-a`)
})

describe.each([
  { way: 'buildx', env: { COMPOSE_BAKE: 'true' } },
  { way: 'a session', env: { COMPOSE_BAKE: 'false' } },
])('build --check with $way', ({ env }) => {
  test('says what is wrong with a Dockerfile, builds nothing and fails', async () => {
    await using project = await testProject(oneBuild('FROM busybox\nCMD echo shell form'))
    const checked = await muster(project, ['build', '--check'], { env })
    expect(checked.code).toBe(1)
    expect(checked.stdout).toContain('WARNING: JSONArgsRecommended')
    expect(checked.stdout).toMatch(/2 \| >>> CMD echo shell form/)
    expect(checked.stderr).toContain('the checks found something')
    expect(await engineRequest('GET', `/images/${project.name}-a/json`)).toBeUndefined()
  })

  test('says what cannot be read', async () => {
    await using project = await testProject(oneBuild('FROM busybox\nFORM x'))
    const checked = await muster(project, ['build', '--check'], { env })
    expect(checked.code).toBe(1)
    expect(checked.stdout).toMatch(/error: dockerfile parse error on line 2: unknown instruction: FORM/)
  })

  test('is content with a good one', async () => {
    await using project = await testProject(oneBuild('FROM busybox\nCMD ["true"]'))
    const { code, stdout } = await muster(project, ['build', '--check'], { env })
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('no warnings found') })
    expect(await engineRequest('GET', `/images/${project.name}-a/json`)).toBeUndefined()
  })
})

describe('DOCKER_BUILDKIT=0', () => {
  test('refuses by name what the classic builder does not know', async () => {
    await using project = await testProject(oneBuild('FROM busybox', ', ssh: [default]'))
    const refused = await muster(project, ['build'], { env: { DOCKER_BUILDKIT: '0' } })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('does not know ssh')
  })
})

describe('flags of build', () => {
  test('--ssh gives the steps an agent or key', async () => {
    await using project = await testProject({
      ...oneBuild(
        'FROM busybox\nRUN --mount=type=ssh,id=deploy,required=true echo $SSH_AUTH_SOCK > /socket; : ' +
          randomUUID() +
          '\n',
      ),
    })
    const key = join(project.directory, 'key')
    expect((await start(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key], {}).done).code).toBe(0)
    expect((await muster(project, ['build'])).code).toBe(1)
    expect((await muster(project, ['build', '--ssh', 'deploy=key'])).code).toBe(0)
    await engineRequest('DELETE', `/images/${project.name}-a`)
  })

  test('--builder names the builder; an unknown one fails with its name', async () => {
    await using project = await testProject(oneBuild('FROM busybox'))
    expect((await muster(project, ['build', '--builder', 'default'])).code).toBe(0)
    const failed = await muster(project, ['build', '--builder', 'mt-no-such-builder'])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('mt-no-such-builder')
    await engineRequest('DELETE', `/images/${project.name}-a`)
  })

  test('BUILDX_BUILDER, too; the name of the context is the engine itself', async () => {
    await using project = await testProject(oneBuild('FROM busybox'))
    const failed = await muster(project, ['build'], {
      env: { BUILDX_BUILDER: 'mt-no-such-builder', COMPOSE_BAKE: 'false' },
    })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('mt-no-such-builder')
    for (const args of [[], ['--builder', 'default']]) {
      const env = {
        BUILDX_BUILDER: args.length === 0 ? 'default' : 'mt-no-such-builder',
        BUILDX_CONFIG: '/dev/null/none',
      }
      // Bake cannot work without its folder.
      expect((await muster(project, ['build', ...args], { env })).code).toBe(0)
    }
    await engineRequest('DELETE', `/images/${project.name}-a`)
  })

  test('--provenance and --sbom ask for attestations', async () => {
    await using project = await testProject(oneBuild('FROM busybox'))
    const printed = await muster(project, ['build', '--print', '--provenance', 'mode=max', '--sbom', 'true'])
    expect(JSON.parse(printed.stdout)).toMatchObject({
      target: { a: { attest: ['type=provenance,mode=max', 'type=sbom'] } },
    })
  })
})

test('a context may be an archive behind an address', async () => {
  await using project = await testProject({
    'ctx/Dockerfile': 'FROM busybox\nCOPY hello /hello\nCMD cat /hello\n',
    'ctx/hello': 'from an archive',
  })
  await start(['tar', '-C', join(project.directory, 'ctx'), '-czf', join(project.directory, 'ctx.tar.gz'), '.'], {})
    .done
  const archive = await readFile(join(project.directory, 'ctx.tar.gz'))
  const server = createServer((_, response) => response.end(archive)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await project.write('compose.yaml', `services: { a: { build: "http://127.0.0.1:${port}/ctx.tar.gz" } }\n`)
  try {
    expect((await muster(project, ['up', '--no-color', '--build'])).stdout).toContain('from an archive')
  } finally {
    server.close()
    await muster(project, ['down', '-t', '0', '--rmi', 'local'])
  }
})
