import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { putBlob, putManifest, type Registry, startBefore, startRegistry } from '../harness/registry-server.ts'

let open: Registry

beforeAll(async () => {
  open = await startRegistry()
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
})

/** A project whose home and cache are its own. */
function alone({ directory }: TestProject): Readonly<Record<string, string>> {
  return { XDG_CACHE_HOME: join(directory, 'cache'), MUSTER_NO_COMPILE_CACHE: '1' }
}

describe('a hostile artifact changes nothing', () => {
  const type = 'application/vnd.docker.compose'

  async function planted(
    name: string,
    annotations: Readonly<Record<string, string>>,
    kind = 'file+yaml',
  ): Promise<string> {
    const to = { host: open.host, repository: name }
    const config = await putBlob(to, Buffer.from('{}'), 'application/vnd.oci.empty.v1+json')
    const good = await putBlob(to, Buffer.from('services: { a: { image: busybox } }\n'), `${type}.file+yaml`)
    const bad = await putBlob(to, Buffer.from('PLANTED=1\n'), `${type}.${kind}`)
    const layers = [
      { ...good, annotations: { 'com.docker.compose.file': 'compose.yaml' } },
      { ...bad, annotations },
    ]
    const mediaType = 'application/vnd.oci.image.manifest.v1+json'
    const artifactType = `${type}.project`
    const { digest } = await putManifest(to, '1', { schemaVersion: 2, mediaType, artifactType, config, layers })
    return digest
  }

  async function tree(folder: string): Promise<readonly string[]> {
    const found = await readdir(folder, { recursive: true, withFileTypes: true })
    return found
      .map((it) => `${relative(folder, join(it.parentPath, it.name))} ${it.isFile() ? 'file' : 'other'}`)
      .toSorted()
  }

  const names = [
    '../../x',
    '/etc/muster-planted',
    '/tmp/muster-planted',
    'a/b',
    '..\\x',
    'C:x',
    'nul\0byte',
    'line\nbreak',
    `long${'g'.repeat(300)}`,
    '..',
    '.env',
    '-rf',
    'compose.yaml',
    '',
  ]

  async function expectUnchanged(project: TestProject, args: readonly string[], message: RegExp): Promise<void> {
    const before = await tree(project.directory)
    const env = { ...alone(project), HOME: project.directory }
    const refused = await muster(project, ['--insecure-registry', open.host, ...args], { env })
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(message)
    expect(await tree(project.directory)).toEqual(before)
    for (const path of ['/etc/muster-planted', '/tmp/muster-planted'])
      await expect(stat(path)).rejects.toThrow('ENOENT')
  }

  test.each(names.map((name, index) => ({ name, index })))('with a file called $name', async ({ name, index }) => {
    await using project = await testProject({})
    const env = index % 2 === 0
    const annotations: Record<string, string> = env
      ? { 'com.docker.compose.envfile': name }
      : { 'com.docker.compose.file': name, 'com.docker.compose.extends': 'true' }
    await planted(`hostile${index}`, annotations, env ? 'envfile' : 'file+yaml')
    const command = ['config', 'ps', 'up'][index % 3] ?? 'config'
    await expectUnchanged(
      project,
      ['-f', `oci://${open.host}/hostile${index}:1`, command],
      /has a file with the name .* is refused/,
    )
  })

  test.each(['blobs', 'manifests'])('with other %s than their digest says', async (kind) => {
    const digest = await planted(`swapped-${kind}`, { 'com.docker.compose.envfile': 'a.env' }, 'envfile')
    await using before = await startBefore(open, ({ url = '', method }, response) => {
      if (method !== 'GET' || !url.includes(`/${kind}/`)) return false
      response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }).end('{"swapped":true}')
      return true
    })
    await using project = await testProject({})
    const resource = `oci://${before.host}/swapped-${kind}@${digest}`
    const args = ['--insecure-registry', before.host, '-f', resource, 'config']
    await expectUnchanged(project, args, /the registry sent something else/)
  })

  test('a link in the place of a file is replaced and not followed, and what was changed there is put right', async () => {
    const digest = await planted('linked', { 'com.docker.compose.envfile': 'a.env' }, 'envfile')
    await using project = await testProject({ 'outside.txt': 'mine' })
    const folder = join(project.directory, 'cache/docker-compose', digest.replace('sha256:', ''))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const { symlink } = await import('node:fs/promises')
    await symlink(join(project.directory, 'outside.txt'), join(folder, 'a.env'))
    await writeFile(join(folder, 'compose.yaml'), 'services: { evil: { image: busybox } }\n')
    const args = ['--insecure-registry', open.host, '-f', `oci://${open.host}/linked:1`, 'config', '--services']
    const outcome = await muster(project, args, { env: alone(project) })
    expectSuccess(outcome)
    expect(outcome.stdout).toBe('a\n')
    expect(await readFile(join(project.directory, 'outside.txt'), 'utf8')).toBe('mine')
    expect(await readFile(join(folder, 'a.env'), 'utf8')).toBe('PLANTED=1\n')
  })

  test('a cache that others can write to is refused', async () => {
    await planted('shared', { 'com.docker.compose.envfile': 'a.env' }, 'envfile')
    await using project = await testProject({})
    await mkdir(join(project.directory, 'cache/docker-compose'), { recursive: true })
    const { chmod } = await import('node:fs/promises')
    await chmod(join(project.directory, 'cache/docker-compose'), 0o777)
    await expectUnchanged(
      project,
      ['-f', `oci://${open.host}/shared:1`, 'config'],
      /not a folder that only you can write to/,
    )
  })
})
