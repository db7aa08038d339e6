import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
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
