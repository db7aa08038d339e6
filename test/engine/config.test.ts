import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster, musterPath, type Outcome, start } from '../harness/command.ts'
import { testProject } from '../harness/project.ts'
import { pushBusybox } from '../harness/registry.ts'

process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'

const both = { stdout: '', stderr: '' }
const file = `
name: views
services:
  web: { image: "nginx:\${TAG:-alpine}", depends_on: [db], profiles: [front], networks: [n1] }
  db: { image: redis, configs: [c1], networks: [n1] }
networks: { n1: }
volumes: { unused: }
configs: { c1: { content: hello } }
`

// Each prints on the same stream the same text and ends with the same code as docker compose 2.40.3.
const same = [
  '-q',
  '-q --services',
  '-q --hash *',
  '-q --variables',
  '--format xml --services',
  '--variables --format table',
  '--variables --format json',
  '--variables --format {{json.}}',
  '--services --networks',
  '--networks --hash *',
  '--images --profiles',
  'web --images',
  'web --format json',
  '--no-interpolate web',
  '--no-interpolate --format json',
  '--no-normalize --no-path-resolution',
  '--no-consistency --no-env-resolution',
] as const

describe('config prints what docker compose prints with', () => {
  test.each(same)('%s', async (flags) => {
    await using project = await testProject({ 'compose.yaml': file })
    const args = ['config', ...flags.split(' ')]
    const [ours, theirs] = await Promise.all([muster(project, args), dockerCompose(project, args)])
    expect(of(ours, flags)).toEqual(of(theirs, flags))
  })
})

/** docker compose prints images in the order of a Go map, so the order of lists is left out. */
function of({ code, stdout }: Outcome, flags = ''): Pick<Outcome, 'code' | 'stdout'> {
  return { code, stdout: flags.includes('--images') ? stdout.split('\n').sort().join('\n') : stdout }
}

describe('config', () => {
  test('writes the model into a file and nothing to stdout', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const saved = await muster(project, ['config', '-o', 'out.yaml'])
    expect(saved).toMatchObject({ code: 0, ...both })
    const printed = await muster(project, ['config'])
    expect(await readFile(join(project.directory, 'out.yaml'), 'utf8')).toBe(printed.stdout)
  })

  test('prints lists to stdout although a file is named', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    expect(await muster(project, ['config', '-o', 'out.txt', '--services'])).toMatchObject({ code: 0, stdout: 'db\n' })
  })

  test('says why it cannot write the file', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    const saved = await muster(project, ['config', '-o', 'nowhere/out.yaml'])
    expect(saved).toMatchObject({ code: 1, stdout: '' })
    expect(saved.stderr).toMatch(/^open nowhere\/out\.yaml: no such file or directory\nfix: /)
  })

  test('keeps the old file where the new one does not fit', async () => {
    await using project = await testProject({ 'compose.yaml': file, 'out.yaml': 'old' })
    const limited = ['sh', '-c', 'ulimit -f 0; exec "$0" config -o out.yaml', musterPath]
    const { code, stderr } = await start(limited, { cwd: project.directory }).done
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('open out.yaml: ') })
    expect(await readFile(join(project.directory, 'out.yaml'), 'utf8')).toBe('old')
    expect((await readdir(project.directory)).filter((name) => name.startsWith('out'))).toEqual(['out.yaml'])
  })

  test('writes through a link and keeps the mode', async () => {
    await using project = await testProject({ 'compose.yaml': file, 'real.yaml': 'old' })
    const [real, link] = ['real.yaml', 'link.yaml'].map((name) => join(project.directory, name)) as [string, string]
    await chmod(real, 0o640)
    await symlink('real.yaml', link)
    expect(await muster(project, ['config', '-o', 'link.yaml'])).toMatchObject({ code: 0, ...both })
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect((await stat(real)).mode & 0o777).toBe(0o640)
    expect(await readFile(real, 'utf8')).toContain('services:')
  })

  test('is called convert, too', async () => {
    await using project = await testProject({ 'compose.yaml': file })
    expect(await muster(project, ['convert', '--services'])).toMatchObject({ code: 0, stdout: 'db\n' })
  })

  test.each([
    ['--format xml', 'unsupported format "xml"'],
    ['--variables --format xml', 'format value "xml" could not be parsed: parsing failed'],
    ['--hash web', 'no such service: web: disabled'],
  ])('refuses %s', async (flags, reason) => {
    await using project = await testProject({ 'compose.yaml': file })
    const refused = await muster(project, ['config', ...flags.split(' ')])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain(`${reason}\n`)
  })
})

describe('digests from a registry', () => {
  let registry: StartedTestContainer
  let image: string

  beforeAll(async () => {
    registry = await new GenericContainer('registry:2').withExposedPorts(5000).start()
    image = await pushBusybox(`127.0.0.1:${registry.getMappedPort(5000)}/app-${randomBytes(4).toString('hex')}`, 'one')
  })
  afterAll(async () => {
    await registry.stop()
  })

  const flags = ['--resolve-image-digests', '--lock-image-digests', '--lock-image-digests --format json'] as const
  test.each([...flags, '--resolve-image-digests --no-interpolate'])('are those of docker compose: %s', async (flag) => {
    await using project = await testProject({ 'compose.yaml': `services: { a: { image: "${image}" } }` })
    const args = ['config', ...flag.split(' ')]
    const [ours, theirs] = await Promise.all([muster(project, args), dockerCompose(project, args)])
    expect(ours.stdout).toMatch(/@sha256:[0-9a-f]{64}/)
    expect(of(ours)).toEqual(of(theirs))
  })

  test('that the registry does not know fail at the place of the image', async () => {
    await using project = await testProject({ 'compose.yaml': `services:\n  a:\n    image: ${image}-absent\n` })
    const failed = await muster(project, ['config', '--resolve-image-digests'])
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toContain(`failed to resolve digest for ${image}-absent: manifest unknown`)
    expect(failed.stderr).toContain('compose.yaml:3:12')
  })
})

describe('digests from a registry that wants a password', () => {
  // htpasswd of user:secret, bcrypt.
  const users = 'user:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n'
  let registry: StartedTestContainer
  let repository: string

  beforeAll(async () => {
    registry = await new GenericContainer('registry:2')
      .withExposedPorts(5000)
      .withCopyContentToContainer([{ content: users, target: '/users' }])
      .withEnvironment({
        REGISTRY_AUTH: 'htpasswd',
        REGISTRY_AUTH_HTPASSWD_REALM: 'test',
        REGISTRY_AUTH_HTPASSWD_PATH: '/users',
      })
      .start()
    repository = `127.0.0.1:${registry.getMappedPort(5000)}/private-${randomBytes(4).toString('hex')}`
    await pushBusybox(repository, 'one', { username: 'user', password: 'secret' })
  })
  afterAll(async () => {
    await registry.stop()
  })

  const places = {
    auths: (server: string) => ({
      auths: { [server]: { auth: Buffer.from('user:secret').toString('base64') } },
    }),
    credHelpers: (server: string) => ({ credHelpers: { [server]: 'test' } }),
    credsStore: () => ({ credsStore: 'test' }),
  }
  test.each(Object.entries(places))('are asked for with the credentials of %s', async (_, configOf) => {
    const home = await mkdtemp(join(tmpdir(), 'mt-docker-'))
    const server = repository.split('/')[0] ?? ''
    await writeFile(join(home, 'config.json'), JSON.stringify(configOf(server)))
    const helper = `#!/bin/sh\necho '{"Username":"user","Secret":"secret"}'\n`
    await writeFile(join(home, 'docker-credential-test'), helper, { mode: 0o755 })
    await using project = await testProject({ 'compose.yaml': `services: { a: { image: "${repository}:one" } }` })
    const env = { DOCKER_CONFIG: home, PATH: `${home}:${process.env['PATH']}` }
    const { code, stdout } = await muster(project, ['config', '--resolve-image-digests'], { env })
    await rm(home, { recursive: true })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/:one@sha256:[0-9a-f]{64}\n/)])
  })

  test('are refused without', async () => {
    await using project = await testProject({ 'compose.yaml': `services: { a: { image: "${repository}:one" } }` })
    const { code, stderr } = await muster(project, ['config', '--resolve-image-digests'], {
      env: { DOCKER_CONFIG: '/nonexistent' },
    })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/failed to resolve digest.*(no basic auth|unauthorized)/)])
  })
})
