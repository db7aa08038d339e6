import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { muster, type Outcome, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

// COMPOSE_BAKE=false leaves buildx aside, as where it is not installed: BuildKit is spoken to directly.
const direct = { COMPOSE_BAKE: 'false' } as const

async function build(project: TestProject, args: readonly string[] = [], env: object = {}): Promise<Outcome> {
  return await muster(project, ['build', ...args], { env: { ...direct, ...env } })
}

/** What the image of service `a` prints. */
async function printed(project: TestProject): Promise<string> {
  return (await start(['docker', 'run', '--rm', `${project.name}-a`], {}).done).stdout
}

async function forget(project: TestProject): Promise<void> {
  await muster(project, ['down', '-t', '0', '--rmi', 'local'])
}

function oneBuild(dockerfile: string, build: object, rest: object = {}): Record<string, string> {
  const service = { build: { context: '.', dockerfile_inline: dockerfile.replaceAll('$', '$$$$'), ...build } }
  return { 'compose.yaml': JSON.stringify({ services: { a: service }, ...rest }) }
}

const unique = (): string => randomBytes(12).toString('hex')

describe('without buildx a secret of a build', () => {
  test('reaches the step that mounts it, and neither a layer, the history nor the output', async () => {
    const [value, content] = [unique(), unique()]
    const dockerfile = `FROM busybox
RUN --mount=type=secret,id=token --mount=type=secret,id=file cat /run/secrets/token /run/secrets/file; sha256sum /run/secrets/token /run/secrets/file | cut -c1-64 > /sums; : ${unique()}
CMD cat /sums`
    const secrets = { secrets: { token: { environment: 'BUILD_PASS' }, file: { file: './secret.txt' } } }
    await using project = await testProject({
      ...oneBuild(dockerfile, { secrets: ['token', 'file'] }, secrets),
      'secret.txt': content,
    })
    const built = await build(project, [], { BUILD_PASS: value, MUSTER_DEBUG: '1' })
    expectSuccess(built)
    const sums = [value, content].map((text) => createHash('sha256').update(text).digest('hex'))
    const shown = await printed(project)
    for (const sum of sums) expect(shown).toContain(sum)
    const archive = join(project.directory, 'image.tar')
    expectSuccess(await start(['docker', 'save', `${project.name}-a`, '-o', archive], {}).done)
    const history = JSON.stringify(await engineRequest('GET', `/images/${project.name}-a/history`))
    const everything = [await readFile(archive, 'latin1'), history, built.stdout, built.stderr]
    for (const text of everything) for (const secret of [value, content]) expect(text.includes(secret)).toBe(false)
    expect(built.stdout).toContain('***')
    await forget(project)
  })

  test('that is not there is an error with its path before anything is built', async () => {
    const secrets = { secrets: { file: { file: './nowhere.txt' } } }
    await using project = await testProject(oneBuild('FROM busybox', { secrets: ['file'] }, secrets))
    const failed = await build(project)
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(/the file of secret file \S+nowhere\.txt does not exist/)
  })

  test('is in no error of the step that prints it', async () => {
    const value = unique()
    const dockerfile = 'FROM busybox\nRUN --mount=type=secret,id=token cat /run/secrets/token; echo; echo cause; exit 9'
    const secrets = { secrets: { token: { environment: 'BUILD_PASS' } } }
    await using project = await testProject(oneBuild(dockerfile, { secrets: ['token'] }, secrets))
    const failed = await build(project, [], { BUILD_PASS: value })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(/build of a: .*\(dockerfile_inline:2\).*exit code: 9/)
    expect(failed.stderr).toContain('cause')
    expect(failed.stdout + failed.stderr).not.toContain(value)
  })
})

describe('without buildx ssh', () => {
  /** Asks the agent for its keys and prints the answer. */
  const ask = `import os, socket, struct
s = socket.socket(socket.AF_UNIX); s.connect(os.environ['SSH_AUTH_SOCK'])
s.sendall(b'\\0\\0\\0\\1\\x0b')
n = struct.unpack('>I', s.recv(4, socket.MSG_WAITALL))[0]
print(s.recv(n, socket.MSG_WAITALL).hex())
`
  function filesFor(id: string): Record<string, string> {
    const dockerfile = `FROM python:3.12-slim
COPY ask.py /
RUN --mount=type=ssh,id=${id},required=true python /ask.py > /keys; : ${unique()}
CMD cat /keys`
    return { ...oneBuild(dockerfile, {}), 'ask.py': ask }
  }

  /** The public key, in hexadecimal, of `key`. */
  async function makeKey(project: TestProject): Promise<string> {
    const path = join(project.directory, 'key')
    expectSuccess(await start(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path], {}).done)
    const [, base64 = ''] = (await readFile(`${path}.pub`, 'utf8')).split(' ')
    return Buffer.from(base64, 'base64').toString('hex')
  }

  test('of a private key is an agent with this key, which ends with the build', async () => {
    await using project = await testProject(filesFor('deploy'))
    const key = await makeKey(project)
    // docker takes keys that others may read, ssh-add does not.
    await chmod(join(project.directory, 'key'), 0o644)
    expect((await build(project)).stderr).toMatch(/dockerfile_inline:3.*no SSH key "deploy"/s)
    const own = join(project.directory, 'tmp')
    await mkdir(own)
    expectSuccess(await build(project, ['--ssh', 'deploy=key'], { TMPDIR: own }))
    expect(await printed(project)).toContain(key)
    expect(await readdir(own)).toEqual([])
    await expect.poll(async () => (await start(['ps', '-eo', 'args'], {}).done).stdout).not.toContain(own)
    await forget(project)
  })

  test('of the user is the agent of SSH_AUTH_SOCK, and without one says so', async () => {
    await using project = await testProject(filesFor('default'))
    const key = await makeKey(project)
    const agent = start(['ssh-agent', '-D', '-a', join(project.directory, 'agent')], {})
    using _ = { [Symbol.dispose]: () => agent.signal('SIGTERM') }
    await agent.seen(/SSH_AUTH_SOCK/)
    const env = { SSH_AUTH_SOCK: join(project.directory, 'agent') }
    expectSuccess(await start(['ssh-add', join(project.directory, 'key')], { env }).done)
    expectSuccess(await build(project, ['--ssh', 'default'], env))
    expect(await printed(project)).toContain(key)
    const failed = await build(project, ['--ssh', 'default'], { SSH_AUTH_SOCK: '' })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('SSH_AUTH_SOCK is not set')
    await forget(project)
  })
})

describe('without buildx additional_contexts', () => {
  test('are folders with their own rules, other builds in the order of their needs, and images', async () => {
    await using project = await testProject({
      'compose.yaml': `services:
  a: { build: { dockerfile_inline: "FROM middle\\nCOPY --from=here . /here/\\nCOPY --from=box /bin/busybox /box\\nCMD cat /middle; find /here | sort; ls /box\\n", additional_contexts: { middle: "service:middle", here: ./folder, box: "docker-image://busybox:latest" } } }
  middle: { build: { dockerfile_inline: "FROM below\\nRUN cp /below /middle\\n", additional_contexts: ["below=service:below"] } }
  below: { build: { dockerfile_inline: "FROM busybox\\nRUN echo $RANDOM-from-below > /below\\n" } }
`,
      'folder/file': 'a file of a folder',
      'folder/left-out.log': '',
      'folder/.dockerignore': '*.log\n',
    })
    expectSuccess(await build(project, ['a']))
    const shown = await printed(project)
    expect(shown).toContain('-from-below')
    expect(shown).toContain('/here/file')
    expect(shown).not.toContain('left-out')
    expect(shown).toContain('/box')
    await forget(project)
    for (const name of ['middle', 'below']) await engineRequest('DELETE', `/images/${project.name}-${name}`)
  })
})

describe('without buildx the context', () => {
  test('is not sent when the rules that keep something back cannot be read', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { a: { build: . } }\n',
      Dockerfile: 'FROM busybox\nCOPY . /c\n',
      'Dockerfile.dockerignore/no-file': '',
      private: 'kept back',
    })
    const failed = await muster(project, ['build'], { env: direct })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(/Dockerfile\.dockerignore cannot be read/)
  })

  const show =
    'FROM busybox\nCOPY . /c\nRUN cd /c && find . -exec stat -c "%A %n" {} + | sort > /modes; find . | sort > /list\nCMD cat /list /modes /c/big | md5sum; cat /list'

  test('is what bake sees of it: rules, links, modes, empty folders, large files', async () => {
    const files = {
      ...oneBuild(show, { ulimits: { nofile: 99 } }),
      'x.log': '',
      'sub/deep/y.log': '',
      'sub/z.txt': 'z',
      'ünïcode/ф.txt': 'u',
      'with space/🙂.txt': '',
      '.dockerignore': '*.log\n!sub/deep\nünï*/x\n',
      big: randomBytes(700_000).toString('hex'),
      'run.sh': '#!/bin/sh\n',
    }
    await using project = await testProject(files)
    await mkdir(join(project.directory, 'empty'))
    await symlink('sub/z.txt', join(project.directory, 'link'))
    await chmod(join(project.directory, 'run.sh'), 0o750)
    expectSuccess(await build(project, ['--no-cache']))
    const ours = await printed(project)
    expectSuccess(await muster(project, ['build', '--no-cache']))
    expect(ours).toBe(await printed(project))
    expect(ours).toContain('./sub/deep/y.log')
    expect(ours).toContain('./empty')
    expect(ours).not.toContain('x.log')
    await forget(project)
  })

  test('that did not change is all cached, and what changed is in the image', async () => {
    await using project = await testProject({
      ...oneBuild('FROM busybox\nCOPY src /c\nCMD cat /c/one', { ulimits: { nofile: 99 } }),
      'src/one': 'first',
    })
    expectSuccess(await build(project))
    expect((await build(project)).stdout).toMatch(/#(\d+) .*COPY src[^]*#\1 CACHED/)
    await project.write('src/one', 'second')
    expectSuccess(await build(project))
    expect(await printed(project)).toBe('second')
    await forget(project)
  })
})

describe('without buildx', () => {
  test.each([
    { what: 'platforms', lines: { platforms: ['linux/amd64', 'linux/arm64'] }, says: 'several platforms' },
    { what: 'provenance', lines: { provenance: 'mode=max' }, says: 'attestations' },
    { what: 'cache_to', lines: { cache_to: ['type=registry,ref=127.0.0.1:1/x'] }, says: 'the export of caches' },
    { what: 'privileged', lines: { privileged: true }, says: 'builder.entitlements' },
  ])('$what that this engine does not take is refused with what to do', async ({ lines, says }) => {
    await using project = await testProject(oneBuild('FROM scratch\nCOPY compose.yaml /', lines))
    const refused = await build(project)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(says)
    expect(refused.ms).toBeLessThan(30_000)
  })

  test('the attributes of a build are acted upon', async () => {
    const one = `FROM busybox AS other
RUN date +%s%N > /other
FROM busybox AS wanted
ARG SAID
COPY --from=other /other /other
RUN (ulimit -n; df -k /dev/shm | tail -n 1; grep far.test /etc/hosts; ls /sys/class/net; echo "$SAID") > /out
CMD cat /other /out
FROM busybox
RUN false`
    const tag = `mt-${unique()}:other`
    const attributes = {
      target: 'wanted',
      args: { SAID: 'x$$y%{z}, "quoted"' },
      ulimits: { nofile: { soft: 77, hard: 88 } },
      shm_size: '12m',
      extra_hosts: ['far.test=10.9.8.7'],
      network: 'none',
      labels: { 'a.b': 'c,d=e' },
      tags: [tag],
      no_cache_filter: ['other'],
      cache_from: ['type=registry,ref=127.0.0.1:1/x', 'type=gha'],
      cache_to: ['type=inline', 'type=gha,mode=max'],
    }
    await using project = await testProject(oneBuild(one, attributes))
    expectSuccess(await build(project))
    const [time = '', ...rest] = (await printed(project)).split('\n')
    expect(rest.join('\n')).toMatch(/^77\n.* 12288 [^]*10\.9\.8\.7[^]*\nlo\n.*x\$y%\{z\}, "quoted"/)
    const built = (await engineRequest('GET', `/images/${tag}/json`)) as {
      RepoTags: string[]
      Config: { Labels: object }
    }
    expect(built.RepoTags).toContain(`${project.name}-a:latest`)
    expect(built.Config.Labels).toMatchObject({ 'a.b': 'c,d=e', 'com.docker.compose.service': 'a' })
    expectSuccess(await build(project))
    expect((await printed(project)).split('\n')[0]).not.toBe(time)
    await forget(project)
    await engineRequest('DELETE', `/images/${tag}`)
  })
})
