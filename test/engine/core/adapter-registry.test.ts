import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../src/engine/connect.ts'
import { registryHeader } from '../../../src/engine/credentials/registry.ts'
import type { Engine, TransferProgress } from '../../../src/engine/port.ts'
import { engineRequest } from '../../harness/engine.ts'
import { env } from './adapter-world.ts'

// bcrypt of `s3cret`; the registry takes no other form.
const accounts = 'me:$2y$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK\n'
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'

let registry: StartedTestContainer
let image: string
let folder: string
const opened: Engine[] = []

beforeAll(async () => {
  registry = await new GenericContainer('registry:2')
    .withEnvironment({
      REGISTRY_AUTH: 'htpasswd',
      REGISTRY_AUTH_HTPASSWD_REALM: 'r',
      REGISTRY_AUTH_HTPASSWD_PATH: '/accounts',
    })
    .withCopyContentToContainer([{ content: accounts, target: '/accounts' }])
    .withExposedPorts(5000)
    .start()
  const host = `127.0.0.1:${registry.getMappedPort(5000)}`
  const name = `${host}/p${randomBytes(4).toString('hex')}`
  image = `${name}:1`
  folder = await mkdtemp(join(tmpdir(), 'muster-registry-'))
  await mkdir(join(folder, 'known'))
  const auth = Buffer.from('me:s3cret').toString('base64')
  await writeFile(join(folder, 'known', 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }))
  await engineRequest('POST', `/images/busybox/tag?repo=${name}&tag=1`)
  await push(name, { username: 'me', password: 's3cret', serveraddress: host })
})

afterAll(async () => {
  await opened[0]?.images.remove(image)
  for (const engine of opened) engine.close()
  await rm(folder, { recursive: true, force: true })
  await registry.stop()
})

async function push(name: string, credentials: Parameters<typeof registryHeader>[0]): Promise<void> {
  const { request } = await import('node:http')
  const { engineTarget } = await import('../../harness/engine.ts')
  const headers = { 'X-Registry-Auth': registryHeader(credentials) }
  await new Promise<void>((resolve, reject) => {
    const sent = request(
      { ...engineTarget(), method: 'POST', path: `/images/${name}/push?tag=1`, headers },
      (answer) => {
        answer.resume().on('end', resolve)
      },
    )
    sent.on('error', reject).end()
  })
}

/** An engine for who has logged in, or has not, and without the image. */
async function engineFor(who: 'known' | 'unknown'): Promise<Engine> {
  const engine = await connect({ env: new Map(env).set('DOCKER_CONFIG', join(folder, who)), home: '/nowhere' })
  opened.push(engine)
  await engine.images.remove(image)
  return engine
}

describe('a registry that wants to know who asks', () => {
  it('gives the image to who has logged in, and says how it goes', async () => {
    const engine = await engineFor('known')
    const heard: TransferProgress[] = []
    await engine.images.pull(image, { onProgress: (progress) => heard.push(progress) })
    expect((await engine.images.find([image])).has(image)).toBe(true)
    expect(heard.at(-1)?.detail).toMatch(/Downloaded newer image/)
  })

  it('gives nothing to others, and the error says so', async () => {
    const engine = await engineFor('unknown')
    await expect(engine.images.pull(image, { onProgress: () => undefined })).rejects.toThrow(
      /no basic auth credentials|unauthorized/,
    )
  })

  it.each(['1', '0'])('gives the base of a build, with DOCKER_BUILDKIT=%s', async (buildkit) => {
    const engine = await engineFor('known')
    const variables = new Map(env).set('DOCKER_CONFIG', join(folder, 'known')).set('DOCKER_BUILDKIT', buildkit)
    const builder = await connect({ env: variables, home: '/nowhere' })
    opened.push(builder)
    const inline = `FROM ${image}\nENV a=${randomBytes(4).toString('hex')}\n`
    const lines: string[] = []
    const built = await builder.images.build(
      { service: 'web', name: `${image}-built`, tags: [], context: folder, inline, args: new Map(), labels: new Map() },
      { onOutput: (line) => lines.push(line) },
    )
    expect((await engine.images.inspect(`${image}-built`))?.id).toBe(built)
    expect(lines.join('\n')).not.toMatch(/session|s3cret/)
    await engine.images.remove(`${image}-built`)
  })
})
