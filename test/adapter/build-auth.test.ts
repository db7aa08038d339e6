import { expect, test } from 'vitest'
import { authMethods } from '../../src/engine/buildkit/auth.ts'
import { fieldsOf, message, textOf } from '../../src/engine/buildkit/wire.ts'

const basic = (user: string): string => Buffer.from(`${user}:secret`).toString('base64')
const auths = {
  'https://index.docker.io/v1/': { auth: basic('hub') },
  'registry.example.com': { auth: basic('own') },
}

/** What BuildKit is told for a host: the texts of the answer by the numbers of their fields. */
async function answerFor(host: string): Promise<readonly (readonly [number, string])[]> {
  const env = new Map([['DOCKER_AUTH_CONFIG', JSON.stringify({ auths })]])
  const method = authMethods({ env, home: '/nonexistent' }).get('/moby.filesync.v1.Auth/Credentials')
  const sent: Uint8Array[] = []
  await method?.({
    header: () => [],
    messages: (async function* () {
      yield message([[1, host]])
    })(),
    send: async (answer) => void sent.push(answer),
    sendAll: async () => undefined,
  })
  return sent.flatMap((answer) => [...fieldsOf(answer)].map(({ field, data }) => [field, textOf(data)] as const))
}

test.each([
  { host: 'registry-1.docker.io', user: 'hub' },
  { host: 'registry.example.com', user: 'own' },
])('BuildKit hears who the user is at $host', async ({ host, user }) => {
  expect(await answerFor(host)).toEqual([
    [1, user],
    [2, 'secret'],
  ])
})
