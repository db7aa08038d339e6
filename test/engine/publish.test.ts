import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { authority, type Registry, startRegistry } from '../harness/registry-server.ts'
import { pushBusybox } from '../harness/registry.ts'

let tls: Registry
const run = randomBytes(4).toString('hex')
const trusting = { SSL_CERT_FILE: authority }

beforeAll(async () => {
  tls = await startRegistry('tls')
})
afterAll(async () => {
  await tls[Symbol.asyncDispose]()
})

const files = {
  'compose.yaml': `name: published
services:
  web:
    image: \${IMAGE:-busybox}   # kept
    command: sleep \${SECONDS_TO_SLEEP:-0}
    environment:
      PLAIN: x
      API_TOKEN: planted-value
    env_file:
      - path: a.env
        required: true
      - b.env
    extends:
      file: base.yaml
      service: base
    volumes: ["./data:/data"]
  later:
    image: busybox
    profiles: [never]
`,
  'compose.override.yaml': 'services: { web: { labels: { over: "1" } } }\n',
  'base.yaml': 'services: { base: { labels: { base: "1" }, image: alpine } }\n',
  'a.env': 'A=1\n',
  'b.env': 'B=2\n',
}

interface Manifest {
  readonly annotations: unknown
  readonly layers?: readonly { readonly annotations: Readonly<Record<string, string>>; readonly data: string }[]
}

async function manifestOf(name: string): Promise<Manifest> {
  const { request } = await import('node:https')
  const [path = '', tag = ''] = name.replace(`${tls.host}/`, '').split(':')
  const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' }
  const ca = await readFile(authority)
  const text = await new Promise<string>((resolve, reject) => {
    request(`https://${tls.host}/v2/${path}/manifests/${tag}`, { headers, ca, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve(body))
    })
      .on('error', reject)
      .end()
  })
  const manifest = JSON.parse(text) as Manifest
  // docker compose puts env files in any order.
  const layers = (manifest.layers ?? []).toSorted((a, b) => (a.data < b.data ? -1 : 1))
  return { ...manifest, layers, annotations: undefined }
}

/** A project whose home and cache are its own. */
function alone({ directory }: TestProject): Readonly<Record<string, string>> {
  return { XDG_CACHE_HOME: join(directory, 'cache'), MUSTER_NO_COMPILE_CACHE: '1' }
}

describe('publish', () => {
  test.each([[[]], [['--with-env']], [['--oci-version', '1.0']], [['--oci-version=1.1', '--with-env']]])(
    'with %j sends the same manifest as docker compose',
    async (flags) => {
      await using project = await testProject(files)
      const repository = `${tls.host}/same-${run}`
      const theirs = await dockerCompose(project, ['publish', '-y', ...flags, `${repository}:theirs`], {
        env: trusting,
      })
      expectSuccess(theirs)
      const ours = await muster(project, ['publish', '-y', ...flags, `${repository}:ours`], { env: trusting })
      expectSuccess(ours)
      expect(ours.stderr.replaceAll(':ours', '').split('\n').toSorted()).toEqual(
        theirs.stderr.replaceAll(':theirs', '').split('\n').toSorted(),
      )
      expect(await manifestOf(`${repository}:ours`)).toEqual(await manifestOf(`${repository}:theirs`))
    },
  )

  test('pins the images where that is asked for, as docker compose does, and sends nothing with --dry-run', async () => {
    const image = await pushBusybox(`${tls.host}/image-${run}`, '1')
    await using project = await testProject({ ...files, 'compose.yaml': `services: { a: { image: "${image}" } }` })
    const name = `${tls.host}/pinned-${run}`
    await project.write('compose.override.yaml', 'services: { a: { labels: { a: b } } }')
    const env = trusting
    const shown = await muster(project, ['publish', '--dry-run', '--resolve-image-digests', '-y', `${name}:ours`], {
      env,
    })
    expectSuccess(shown)
    expect(await manifestOf(`${name}:ours`)).toMatchObject({ errors: [{ code: 'MANIFEST_UNKNOWN' }] })
    const alpha = [
      'alpha',
      'publish',
      '--dry-run',
      '--with-env',
      '--resolve-image-digests',
      '--oci-version',
      '1.1',
      '-y',
    ]
    expectSuccess(await muster(project, [...alpha, `${name}:ours`], { env }))
    expectSuccess(
      await muster(project, ['publish', '--resolve-image-digests', '--oci-version', '1.1', '-y', `${name}:ours`], {
        env,
      }),
    )
    expectSuccess(await dockerCompose(project, ['publish', '--resolve-image-digests', '-y', `${name}:theirs`], { env }))
    expect(await manifestOf(`${name}:ours`)).toEqual(await manifestOf(`${name}:theirs`))
    expect(JSON.stringify(await manifestOf(`${name}:ours`))).toContain('"image-digests.yaml"')
  })

  test('asks what docker compose asks, shows no secret, and a no ends it', async () => {
    await using project = await testProject(files)
    const name = `${tls.host}/asked-${run}:1`
    const asked = await muster(project, ['publish', '--with-env', name], { env: trusting, stdin: 'y\ny\nn\n' })
    expect(asked.code).toBe(0)
    expect(asked.stdout).toContain('Are you ok to publish these bind mount declarations?')
    expect(asked.stdout).toContain('"services.web.environment.API_TOKEN": •••\n')
    expect(asked.stdout).toMatch(/Service\/Config {2}web\n(.*\n)*A=1\n/)
    expect(asked.stdout + asked.stderr).not.toContain('planted-value')
    expect(asked.stderr).toBe('')
    const first = await muster(project, ['publish', name], { env: trusting, stdin: 'n\n' })
    expect({ code: first.code, questions: first.stdout.match(/Are you ok/g)?.length }).toEqual({
      code: 0,
      questions: 1,
    })
    const kept = await muster(project, ['publish', name], { env: trusting, stdin: 'y\ny\n' })
    expect(kept.code).toBe(1)
    expect(kept.stderr).toContain('service "web" has env_file declared.')
    expect(kept.stderr).toContain('--with-env flag')
  })

  test.each([
    {
      yaml: 'services: { a: { build: . } }',
      flags: [],
      message: 'it only contains a build section for service(s):\n- "a"',
    },
    { yaml: 'include: [x.yaml]', flags: [], message: 'cannot publish compose file with local includes' },
    { yaml: 'services: { a: { image: b } }', flags: ['--oci-version=9'], message: 'unsupported OCI version: 9' },
    {
      yaml: 'services: { a: { image: b } }',
      flags: ['--app'],
      message: 'publish --app is not supported by muster yet',
    },
  ])('refuses $yaml with $flags', async ({ yaml, flags, message }) => {
    await using project = await testProject({ 'compose.yaml': yaml, 'x.yaml': 'services: { x: { image: busybox } }' })
    const refused = await muster(project, ['publish', '-y', ...flags, `${tls.host}/never:1`], { env: trusting })
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' })
    expect(refused.stderr).toContain(message)
  })

  test('an authority that nobody trusts is named with the remedy', async () => {
    await using project = await testProject({ 'compose.yaml': 'services: { a: { image: b } }' })
    const refused = await muster(project, ['publish', '-y', `${tls.host}/never:1`])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/its certificate is not trusted .* SSL_CERT_FILE/)
  })
})

describe('-f oci://', () => {
  test('is the project again, for both, in the same folder', async () => {
    await using project = await testProject(files)
    const env = { ...trusting, ...alone(project), IMAGE: 'busybox:1.36' }
    const name = `${tls.host}/back-${run}:1`
    const published = await muster(project, ['publish', '-y', '--with-env', name], { env })
    const args = ['-f', `oci://${name}`, 'config']
    const ours = await muster(project, args, { env })
    expectSuccess(ours)
    const theirs = await dockerCompose(project, args, { env })
    expect(ours.stdout).toBe(theirs.stdout)
    expect(ours.stdout).toMatch(/A: "1"\n +API_TOKEN: planted-value\n +B: "2"/)
    const pinned = `oci://${tls.host}/back-${run}@${published.stdout.trim()}`
    expect((await muster(project, ['-f', pinned, 'config'], { env })).stdout).toBe(ours.stdout)
    const [folder = ''] = await readdir(join(project.directory, 'cache/docker-compose'))
    expect(published.stdout.trim()).toBe(`sha256:${folder}`)
    const { mode } = await stat(join(project.directory, 'cache/docker-compose', folder))
    expect((mode & 0o777).toString(8)).toBe('700')
    expectSuccess(await muster(project, ['-f', `oci://${name}`, 'create'], { env }))
    expect((await dockerCompose(project, ['-f', `oci://${name}`, 'create', '-y'], { env })).stderr).not.toContain(
      'Recreate',
    )
    expectSuccess(await muster(project, ['-f', `oci://${name}`, 'down'], { env }))
  })

  test('is brought up after a look at its variables, unless -y says that they are right', async () => {
    await using project = await testProject({
      'compose.yaml':
        'services: { a: { image: busybox, command: "echo ${WORDS:-none}", labels: { l: "${API_KEY:-}" } } }\n',
    })
    const env = { ...trusting, ...alone(project), API_KEY: 'planted-value' }
    const name = `${tls.host}/ask-${run}:1`
    expectSuccess(await muster(project, ['publish', '-y', name], { env }))
    const remote = ['-f', `oci://${name}`]
    const no = await muster(project, [...remote, 'up'], { env, stdin: 'n\n' })
    expect({ code: no.code, stderr: no.stderr }).toEqual({ code: 1, stderr: 'operation cancelled by user\n' })
    const theirs = await dockerCompose(project, [...remote, 'up'], { env, stdin: 'n\n' })
    const padded = (text: string): string => text.trimEnd().replaceAll('planted-value', '•••').replaceAll(/ +/g, ' ')
    expect(padded(no.stdout)).toBe(padded(theirs.stdout))
    const yes = await muster(project, [...remote, 'up', '-y'], { env })
    expectSuccess(yes)
    expect(yes.stdout).toContain('| none')
    expect(yes.stdout).not.toContain('Do you want')
    const once = await muster(project, [...remote, 'run', '--rm', 'a'], { env, stdin: '\n' })
    expectSuccess(once)
    expect(once.stdout).toMatch(/Do you want to proceed[^]*none/)
    expectSuccess(await muster(project, [...remote, 'down'], { env }))
  })

  test('is included only where that is allowed, and by digest', async () => {
    await using project = await testProject({ 'compose.yaml': 'services: { inner: { image: busybox } }\n' })
    const env = { ...trusting, ...alone(project) }
    const { stdout } = await muster(project, ['publish', '-y', `${tls.host}/in-${run}:1`], { env })
    const pinned = `oci://${tls.host}/in-${run}@${stdout.trim()}`
    const config = async (yaml: string, flags: readonly string[]): Promise<string> => {
      await project.write('compose.yaml', yaml)
      const { code, stdout: out, stderr } = await muster(project, [...flags, 'config', '--services'], { env })
      return code === 0 ? out : stderr
    }
    for (const yaml of [
      `include: ["${pinned}"]`,
      `services: { x: { extends: { file: "${pinned}", service: inner } } }`,
    ]) {
      expect(await config(yaml, [])).toMatch(
        /compose\.yaml:1:\d+: error\[E046\]: \S+ is not fetched: remote files are off/,
      )
      expect(await config(yaml, ['--allow-remote'])).toMatch(/^(inner|x)\n$/)
    }
    expect(await config(`include: ["oci://${tls.host}/in-${run}:1"]`, ['--allow-remote'])).toMatch(
      /E046.*without its digest/,
    )
  })
})
