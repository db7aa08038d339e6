import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { artifactName } from '../../src/registry/artifact-name.ts'
import { authorization, readChallenges } from '../../src/registry/authorize.ts'
import { pullArtifact } from '../../src/registry/pull-artifact.ts'
import { type Answer, type Message, sender } from '../../src/registry/send.ts'

describe('a name of an artifact', () => {
  test.each([
    ['127.0.0.1:5000/a/b:1', '127.0.0.1:5000', 'a/b', '1'],
    ['user/app', 'registry-1.docker.io', 'user/app', 'latest'],
    ['app:2', 'registry-1.docker.io', 'library/app', '2'],
    [`ghcr.io/a@sha256:${'0'.repeat(64)}`, 'ghcr.io', 'a', `sha256:${'0'.repeat(64)}`],
  ])('%s', (text, ...[host, repository, version]) => {
    expect(artifactName(text)).toMatchObject({ host, repository, version })
  })

  test.each(['Bad Ref!', 'r.io/../../v2/x:1', 'r.io/a?b:1', 'r.io/a@sha256:zz', 'user@r.io/a:1', 'r.io/A:1'])(
    '%s is none',
    (text) => expect(() => artifactName(text)).toThrow('invalid reference format'),
  )
})

test('challenges are read with their quoted commas', () => {
  const [bearer, basic] = readChallenges(
    'Bearer realm="https://a/t",service="s",scope="repository:x:pull,push", Basic realm="r"',
  )
  expect(bearer).toEqual({
    scheme: 'bearer',
    parameters: new Map([
      ['realm', 'https://a/t'],
      ['service', 's'],
      ['scope', 'repository:x:pull,push'],
    ]),
  })
  expect(basic?.scheme).toBe('basic')
})

describe('a token service', () => {
  const challenge = (realm: string): Answer => ({
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="${realm}",service="s"` },
    body: Buffer.alloc(0),
  })

  function service(body: string): { readonly asked: Message[]; readonly send: (message: Message) => Promise<Answer> } {
    const asked: Message[] = []
    const send = async (message: Message): Promise<Answer> => {
      asked.push(message)
      return await Promise.resolve({ status: 200, headers: {}, body: Buffer.from(body) })
    }
    return { asked, send }
  }

  const claim = { scope: 'repository:x:pull', insecure: false }

  test('gets the password, and gives the token that is sent on', async () => {
    const { asked, send } = service('{"token":"t1"}')
    const credentials = { username: 'me', password: 'pw', serveraddress: 'r' }
    expect(await authorization(challenge('https://a/t'), { ...claim, credentials, send })).toBe('Bearer t1')
    expect(asked[0]?.url.href).toBe('https://a/t?service=s&scope=repository%3Ax%3Apull')
    expect(asked[0]?.headers).toEqual({ Authorization: 'Basic bWU6cHc=' })
  })

  test('exchanges an identity token', async () => {
    const { asked, send } = service('{"access_token":"t2"}')
    const credentials = { identitytoken: 'id', serveraddress: 'r' }
    expect(await authorization(challenge('https://a/t'), { ...claim, credentials, send })).toBe('Bearer t2')
    expect(asked[0]?.method).toBe('POST')
    expect(String(Buffer.from(asked[0]?.body ?? []))).toContain('grant_type=refresh_token')
    expect(asked[0]?.url.href).toBe('https://a/t')
  })

  test('without TLS gets no password', async () => {
    const { asked, send } = service('{"token":"t"}')
    const credentials = { username: 'me', password: 'pw', serveraddress: 'r' }
    await expect(authorization(challenge('http://a/t'), { ...claim, credentials, send })).rejects.toThrow('without TLS')
    expect(asked).toEqual([])
  })
})

test('a registry that answers drop by drop is not waited for', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': '100000' })
    const drip = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(drip))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/`)
    const send = sender(() => [], { silence: 5_000, whole: 200 })
    await expect(send({ method: 'GET', url, headers: {}, limit: 1 << 20 })).rejects.toThrow('takes longer than 0.2 s')
  } finally {
    server.close()
  }
})

test('a project whose files are too large together is refused before one of them is asked for', async () => {
  const type = 'application/vnd.docker.compose'
  const layer = (name: string): object => ({
    mediaType: `${type}.envfile`,
    digest: `sha256:${'0'.repeat(64)}`,
    size: 4 << 20,
    annotations: { 'com.docker.compose.envfile': name },
  })
  const layers = Array.from({ length: 9 }, (_, i) => layer(`${i}.env`))
  const body = Buffer.from(JSON.stringify({ artifactType: `${type}.project`, layers }))
  const asked: string[] = []
  const ask = async ({ path }: { readonly path: string }): Promise<Answer> => {
    asked.push(path)
    return await Promise.resolve({ status: 200, headers: {}, body })
  }
  await expect(pullArtifact({ name: artifactName('r.io/a:1'), ask })).rejects.toThrow('larger than 33554432 bytes')
  expect(asked).toEqual(['manifests/1'])
})
