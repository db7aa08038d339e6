import { createHash, randomBytes } from 'node:crypto'
import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Outcome, dockerCompose, muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

interface Image {
  readonly Id: string
  readonly Architecture: string
  readonly RepoTags: readonly string[]
  readonly Config: { readonly Labels?: Readonly<Record<string, string>> }
}

async function image(reference: string): Promise<Image | undefined> {
  return (await engineRequest('GET', `/images/${reference}/json`)) as Image | undefined
}

async function forget(project: TestProject): Promise<void> {
  await muster(project, ['down', '-t', '0', '--rmi', 'local'])
}

function indented(dockerfile: string): string {
  return dockerfile
    .trim()
    .split('\n')
    .map((line) => `        ${line}\n`)
    .join('')
}

/** A project of one service `a` with an inline Dockerfile and further lines of its build. */
function oneBuild(dockerfile: string, lines: readonly string[] = [], rest = ''): Record<string, string> {
  const more = lines.map((line) => `      ${line}\n`).join('')
  return {
    'compose.yaml': `services:\n  a:\n    build:\n      dockerfile_inline: |\n${indented(dockerfile)}${more}${rest}`,
  }
}

const unique = (): string => randomBytes(12).toString('hex')

describe('a build secret', () => {
  test('reaches the step that mounts it, and neither a layer, the history, the output, an argument nor the plan', async () => {
    const [value, content] = [unique(), unique()]
    const dockerfile = `
FROM busybox
RUN --mount=type=secret,id=token --mount=type=secret,id=file cat /run/secrets/token /run/secrets/file; sha256sum /run/secrets/token /run/secrets/file | cut -c1-64 > /sums; sleep 1; : ${unique()}
CMD cat /sums`
    const secrets = 'secrets:\n  token: { environment: BUILD_PASS }\n  file: { file: ./secret.txt }\n'
    await using project = await testProject({
      ...oneBuild(dockerfile, ['secrets: [token, file]'], secrets),
      'secret.txt': content,
    })
    const env = { BUILD_PASS: value }
    const plan = await muster(project, ['--dry-run', 'build'], { env })
    const spying = watchArguments()
    const built = await muster(project, ['build'], { env })
    const seen = await spying.stop()
    expectSuccess(built)
    const up = await muster(project, ['up', '--no-color'], { env })
    const sums = [value, content].map((text) => createHash('sha256').update(text).digest('hex'))
    for (const sum of sums) expect(up.stdout).toContain(sum)
    const saved = await start(['docker', 'save', `${project.name}-a`, '-o', join(project.directory, 'image.tar')], {})
      .done
    expectSuccess(saved)
    const everything = [
      await readFile(join(project.directory, 'image.tar'), 'latin1'),
      JSON.stringify(await engineRequest('GET', `/images/${project.name}-a/history`)),
      built.stdout,
      built.stderr,
      plan.stdout,
      seen,
    ]
    expect(seen).toContain('bake')
    for (const text of everything) for (const secret of [value, content]) expect(text.includes(secret)).toBe(false)
    expect(built.stdout).toContain('***')
    await forget(project)
  })

  test('without a value is an error at its place, before anything is built', async () => {
    await using project = await testProject(
      oneBuild('FROM busybox', ['secrets: [token]'], 'secrets:\n  token: { environment: NOT_SET_ANYWHERE }\n'),
    )
    const failed = await muster(project, ['build'])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(/compose\.yaml:8:\d+.*NOT_SET_ANYWHERE/)
  })
})

/** Collects the arguments of every process of this machine until it is stopped. */
function watchArguments(): { readonly stop: () => Promise<string> } {
  const script = 'while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "; echo; sleep 0.1; done'
  const running = start(['sh', '-c', script], {})
  return {
    stop: async () => {
      running.signal('SIGKILL')
      return (await running.done).stdout
    },
  }
}

describe('additional_contexts', () => {
  const files = {
    'compose.yaml': `services:
  top: { build: { dockerfile_inline: "FROM middle\\nCMD cat /middle /here/file\\nCOPY --from=here . /here/\\n", additional_contexts: { middle: "service:middle", here: ./folder } } }
  middle: { build: { dockerfile_inline: "FROM below\\nRUN cp /below /middle\\n", additional_contexts: ["below=service:below"] } }
  below: { build: { dockerfile_inline: "FROM busybox\\nRUN echo $RANDOM-from-below > /below\\n" } }
`,
    'folder/file': 'a file of a folder',
  }

  test('with service: are built in the order of their needs, and folders are there', async () => {
    await using project = await testProject(files)
    expectSuccess(await muster(project, ['build', '--no-cache']))
    const up = await muster(project, ['up', '--no-color', 'top'])
    expect(up.stdout).toContain('-from-below')
    expect(up.stdout).toContain('a file of a folder')
    await forget(project)
  })

  test('of a named service come along although they were not named', async () => {
    await using project = await testProject(files)
    expectSuccess(await muster(project, ['build', 'top']))
    expect(await image(`${project.name}-top`)).toBeDefined()
    await forget(project)
    await engineRequest('DELETE', `/images/${project.name}-top`)
  })
})

describe('an attribute of build', () => {
  const platform = 'FROM scratch\nCOPY compose.yaml /\nCMD x'
  const show = (command: string): string => `FROM busybox\nRUN ${command} > /out\nCMD cat /out`

  test.each([
    { name: 'ulimits', dockerfile: show('ulimit -n'), lines: ['ulimits: { nofile: 777 }'], shows: '777' },
    { name: 'shm_size', dockerfile: show('df -k /dev/shm'), lines: ['shm_size: 12m'], shows: '12288' },
    {
      name: 'extra_hosts',
      dockerfile: show('cat /etc/hosts'),
      lines: ['extra_hosts: ["far.test=10.9.8.7"]'],
      shows: '10.9.8.7',
    },
    { name: 'network', dockerfile: show('ls /sys/class/net'), lines: ['network: none'], shows: 'lo' },
    {
      name: 'target',
      dockerfile: 'FROM busybox AS one\nCMD echo is-one\nFROM busybox\nCMD echo is-two',
      lines: ['target: one'],
      shows: 'is-one',
    },
    {
      name: 'args',
      dockerfile: 'FROM busybox\nARG A\nENV A=$A\nCMD echo is-$A',
      lines: ["args: { A: 'x$${y}%{z}' }"],
      shows: 'is-x${y}%{z}',
    },
  ])('$name is acted upon', async ({ dockerfile, lines, shows }) => {
    await using project = await testProject(oneBuild(dockerfile.replaceAll('$', '$$$$'), lines))
    expectSuccess(await muster(project, ['build']))
    const up = await muster(project, ['up', '--no-color'])
    expectSuccess(up)
    expect(up.stdout, up.stderr).toContain(shows)
    await forget(project)
  })

  test.each([
    { lines: ['platforms: [linux/arm64]'], rest: '', architecture: 'arm64' },
    { lines: ['platforms: [linux/arm64, linux/s390x]'], rest: '    platform: linux/s390x\n', architecture: 's390x' },
  ])('platforms: $lines for $architecture', async ({ lines, rest, architecture }) => {
    await using project = await testProject(oneBuild(platform, lines, rest))
    expectSuccess(await muster(project, ['create', '--build']))
    expect((await image(`${project.name}-a`))?.Architecture).toBe(architecture)
    await forget(project)
  })

  test('several platforms fail with what to do where the builder makes one only', async () => {
    await using project = await testProject(oneBuild(platform, ['platforms: [linux/arm64, linux/amd64]']))
    const failed = await muster(project, ['build'])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('containerd image store')
  })

  test('labels and tags are on the image', async () => {
    const tag = `mt-${unique()}:other`
    await using project = await testProject(
      oneBuild('FROM busybox', ['labels: { a.b: c }', `tags: ["${tag}"]`, 'ulimits: { nofile: 99 }']),
    )
    expectSuccess(await muster(project, ['build']))
    const built = await image(tag)
    expect(built?.Config.Labels).toMatchObject({ 'a.b': 'c', 'com.docker.compose.service': 'a' })
    expect(built?.RepoTags).toContain(`${project.name}-a:latest`)
    await forget(project)
    await engineRequest('DELETE', `/images/${tag}`)
  })

  test('no_cache_filter runs the steps of its stages again', async () => {
    await using project = await testProject(
      oneBuild(
        'FROM busybox AS one\nRUN cat /proc/sys/kernel/random/uuid > /one\nFROM busybox AS two\nRUN cat /proc/sys/kernel/random/uuid > /two\nFROM one\nCOPY --from=two /two /\nCMD cat /one /two',
        ['no_cache_filter: [two]'],
      ),
    )
    const runs = async (): Promise<string[]> => {
      expectSuccess(await muster(project, ['build']))
      return [...(await muster(project, ['up', '--no-color'])).stdout.matchAll(/\| ([\da-f-]{36})/g)].map(
        ([, run = '']) => run,
      )
    }
    const [first, second] = [await runs(), await runs()]
    expect(first).toHaveLength(2)
    expect(second[0]).toBe(first[0])
    expect(second[1]).not.toBe(first[1])
    await forget(project)
  })

  test('a cache mount keeps what an earlier build wrote', async () => {
    const id = unique()
    const dockerfile = `FROM busybox\nARG N\nRUN --mount=type=cache,id=${id},target=/cache echo line >> /cache/log; wc -l < /cache/log > /count; echo $$N\nCMD cat /count`
    await using project = await testProject(oneBuild(dockerfile))
    for (const turn of ['1', '2']) expectSuccess(await muster(project, ['build', '--build-arg', `N=${turn}`]))
    expect((await muster(project, ['up', '--no-color'])).stdout).toMatch(/\| 2/)
    await forget(project)
  })
})

describe('builds of a project', () => {
  test.each([
    { way: 'buildx', env: { COMPOSE_BAKE: 'true' }, more: 'ulimits: { nofile: 99 }, ' },
    { way: 'a session', env: { COMPOSE_BAKE: 'false' }, more: 'ulimits: { nofile: 99 }, ' },
    { way: 'a request of its own each', env: {}, more: '' },
  ])('run side by side with $way: each of three waits until the others have begun', async ({ env, more }) => {
    const id = unique()
    const step = (name: string): string =>
      `RUN --mount=type=cache,id=${id},target=/met touch /met/${name}; for n in $$(seq 600); do [ $$(ls /met | wc -l) = 3 ] && exit 0; sleep 0.1; done; exit 1`
    const service = (name: string): string =>
      `  ${name}: { build: { ${more}dockerfile_inline: "FROM busybox\\n${step(name)}\\n" } }\n`
    await using project = await testProject({ 'compose.yaml': `services:\n${['a', 'b', 'c'].map(service).join('')}` })
    expectSuccess(await muster(project, ['build'], { env }))
    await forget(project)
  })
})

describe('.env', () => {
  test('does not steer the builder that muster starts', async () => {
    await using project = await testProject({
      ...oneBuild('FROM busybox', ['ulimits: { nofile: 99 }']),
      '.env': 'LD_PRELOAD=/nowhere.so\nPATH=/nowhere\nBUILDX_BUILDER=nobody\nDOCKER_HOST=unix:///nowhere.sock\n',
      'config/cli-plugins/docker-buildx': `#!/bin/sh\nenv > "$(dirname "$0")/seen"\nexit 1\n`,
    })
    const folder = join(project.directory, 'config')
    await chmod(join(folder, 'cli-plugins/docker-buildx'), 0o755)
    await muster(project, ['build'], { env: { DOCKER_CONFIG: folder } })
    const seen = await readFile(join(folder, 'cli-plugins/seen'), 'utf8')
    expect(seen).not.toMatch(/nowhere|nobody/)
  })
})

describe('build --print', () => {
  test('is what docker compose prints', async () => {
    const lines = [
      'args: { A: "1" }',
      'ulimits: { nofile: { soft: 10, hard: 20 } }',
      'privileged: true',
      'cache_from: ["type=local,src=/tmp/c"]',
      'ssh: ["k=/k"]',
      'extra_hosts: ["a:1.2.3.4", "b=::1"]',
      'secrets: [s]',
    ]
    await using project = await testProject(oneBuild('FROM busybox', lines, 'secrets:\n  s: { environment: S }\n'))
    const read = ({ stdout }: Outcome): unknown => JSON.parse(stdout)
    const env = { S: 'secret-value' }
    const [ours, theirs] = [
      await muster(project, ['build', '--print'], { env }),
      await dockerCompose(project, ['build', '--print'], { env }),
    ]
    expect(read(ours)).toEqual(read(theirs))
  })
})
