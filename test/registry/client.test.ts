import { describe, expect, test } from 'vitest'
import { artifactName } from '../../src/registry/artifact-name.ts'
import { authorization, readChallenges } from '../../src/registry/authorize.ts'
import type { Answer, Message } from '../../src/registry/send.ts'

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
