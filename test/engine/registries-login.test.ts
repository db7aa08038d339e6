import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { muster, type Outcome, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { account, type Registry, startBefore, startRegistry } from '../harness/registry-server.ts'
import { forgetImages, inspectedImage, pushBusybox } from '../harness/registry.ts'

let open: Registry
let closed: Registry
const run = randomBytes(4).toString('hex')

beforeAll(async () => {
  ;[open, closed] = await Promise.all([startRegistry(), startRegistry('htpasswd')])
})
afterAll(async () => {
  await Promise.all([open[Symbol.asyncDispose](), closed[Symbol.asyncDispose]()])
})

const file = ['-f', 'compose.yaml']

const ways = [
  { way: 'the engine', lines: '', env: {} },
  { way: 'bake', lines: 'ulimits: { nofile: 99 }', env: {} },
  { way: 'a session', lines: 'ulimits: { nofile: 99 }', env: { COMPOSE_BAKE: 'false' } },
  { way: 'the classic builder', lines: '', env: { DOCKER_BUILDKIT: '0' } },
] as const

/** A project whose image is built from another one. The label keeps earlier builds out of it. */
function builtFrom(base: string, lines: string): Record<string, string> {
  return {
    'compose.yaml': `services:\n  a:\n    build:\n      context: .\n      ${lines}\n`,
    Dockerfile: `FROM ${base}\nLABEL run=${randomBytes(8).toString('hex')}\n`,
  }
}

describe('a base image of a registry that wants to know who asks', () => {
  test.each(ways)('is had by $way with the login, and not without', async ({ way, lines, env }) => {
    const password = { username: account.username, password: account.password, serveraddress: closed.host }
    const base = await pushBusybox(`${closed.host}/base-${way.replaceAll(' ', '-')}-${run}`, '1', password)
    const auth = Buffer.from(`${account.username}:${account.password}`).toString('base64')
    await using project = await testProject({
      ...builtFrom(base, lines),
      'login/config.json': JSON.stringify({ auths: { [closed.host]: { auth } } }),
      'none/config.json': '{}',
    })
    const built = async (folder: string): Promise<Outcome> =>
      await muster(project, [...file, 'build', '--pull'], {
        env: { ...env, DOCKER_CONFIG: `${project.directory}/${folder}`, MUSTER_DEBUG: '1' },
      })
    const refused = await built('none')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(
      way === 'the classic builder' ? /no basic auth credentials/ : /docker login 127\.0\.0\.1:\d+/,
    )
    const outcome = await built('login')
    expectSuccess(outcome)
    for (const secret of [account.password, auth])
      expect((outcome.stdout + outcome.stderr).includes(secret)).toBe(false)
    await forgetImages(`${project.name}-a`, base)
  })
})

describe('an identity token', () => {
  const identity = `identity-${randomBytes(8).toString('hex')}`
  const access = `access-${randomBytes(8).toString('hex')}`

  /** A registry that hands out short-lived tokens for the identity token, as cloud registries do. */
  async function startTokens(): Promise<Registry> {
    return await startBefore(open, (request, response) => {
      const { url = '', headers } = request
      if (url.startsWith('/token')) {
        let body = ''
        request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        request.on('end', () => {
          const granted = new URLSearchParams(body).get('refresh_token') === identity
          response.writeHead(granted ? 200 : 401, { 'content-type': 'application/json' })
          response.end(JSON.stringify(granted ? { access_token: access, expires_in: 300 } : { errors: [] }))
        })
        return true
      }
      if (headers.authorization === `Bearer ${access}`) return false
      const realm = `Bearer realm="http://${headers.host}/token",service="tokens",scope="repository:x:pull,push"`
      response.writeHead(401, { 'www-authenticate': realm, 'content-type': 'application/json' })
      response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}')
      return true
    })
  }

  async function withToken(host: string): Promise<Record<string, string>> {
    return { 'login/config.json': JSON.stringify({ auths: { [host]: { identitytoken: identity } } }) }
  }

  test('is enough to push, to pull, and to resolve a digest', async () => {
    await using tokens = await startTokens()
    const image = `${tokens.host}/token-${run}:1`
    await using project = await testProject({
      'compose.yaml': `services:\n  a: { image: "${image}", build: . }\n`,
      Dockerfile: `FROM busybox\nLABEL run=${run}\n`,
      ...(await withToken(tokens.host)),
    })
    const env = { DOCKER_CONFIG: `${project.directory}/login`, MUSTER_DEBUG: '1' }
    expect((await muster(project, [...file, 'build', '-q', '--push'])).code).toBe(1)
    for (const args of [['push'], ['pull'], ['config', '--resolve-image-digests']]) {
      const outcome = await muster(project, [...file, ...args], { env })
      expectSuccess(outcome)
      for (const secret of [identity, access]) expect((outcome.stdout + outcome.stderr).includes(secret)).toBe(false)
      if (args[0] === 'push') await forgetImages(image)
    }
    expect(await inspectedImage(image)).toBeDefined()
    await forgetImages(image)
  })

  test.each(ways.filter(({ way }) => way !== 'bake'))('gets $way the base of a build', async ({ lines, env }) => {
    await using tokens = await startTokens()
    const [, port = ''] = tokens.host.split(':')
    const base = `127.0.0.1:${port}/tokenbase-${run}:1`
    await pushBusybox(`${open.host}/tokenbase-${run}`, '1')
    await using project = await testProject({ ...builtFrom(base, lines), ...(await withToken(tokens.host)) })
    const login = { ...env, DOCKER_CONFIG: `${project.directory}/login` }
    expectSuccess(await muster(project, [...file, 'build', '--pull'], { env: login }))
    expect((await muster(project, [...file, 'build', '--pull', '--no-cache'], { env })).code).toBe(1)
    await forgetImages(`${project.name}-a`, base)
  })
})

test('a push that is refused for a while goes on with a note', async () => {
  const image = `refused-${run}`
  let refusals = 0
  await using before = await startBefore(open, ({ url = '', method }, response) => {
    if (method !== 'PUT' || !url.includes('/manifests/') || refusals++ >= 1) return false
    response.writeHead(429, { 'retry-after': '1', 'content-type': 'application/json' })
    response.end('{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}')
    return true
  })
  const reference = `${before.host}/${image}:1`
  await using project = await testProject({
    'compose.yaml': `services:\n  a: { image: "${reference}", build: . }\n`,
    Dockerfile: `FROM busybox\nLABEL run=${run}\n`,
  })
  expectSuccess(await muster(project, [...file, 'build', '-q']))
  const pushed = await muster(project, [...file, 'push'])
  expectSuccess(pushed)
  expect(pushed.stderr).toMatch(/warning: .*trying again/)
  expect(refusals).toBeGreaterThan(0)
  await forgetImages(reference)
})

test('a push to a registry that dies in the middle of a layer, and comes back, goes on', async () => {
  let died = 0
  await using before = await startBefore(open, (request, response) => {
    if (!/^(PATCH|PUT)$/.test(request.method ?? '') || !/\/blobs\//.test(request.url ?? '') || died >= 3) return false
    died += 1
    request.once('data', () => response.destroy())
    return true
  })
  const image = `${before.host}/dying-push-${run}:1`
  await using project = await testProject({
    'compose.yaml': JSON.stringify({
      services: { a: { image, build: { dockerfile_inline: `FROM busybox\nRUN head -c 2000000 /dev/urandom > /r` } } },
    }),
  })
  expectSuccess(await muster(project, ['build', '-q']))
  expectSuccess(await muster(project, ['push']))
  expect(died).toBe(3)
  await engineRequest('DELETE', `/images/${image}`)
  expectSuccess(await muster(project, ['pull']))
  await engineRequest('DELETE', `/images/${image}`)
})

test('pull --policy always asks the registry for what is there, missing does not, and push takes dependencies along', async () => {
  const image = await pushBusybox(`${open.host}/moved-${run}`, '1')
  const other = `${open.host}/moved-too-${run}:1`
  await using project = await testProject({
    'compose.yaml': `services:\n  a: { image: "${image}" }\n  b: { image: "${other}", build: ., depends_on: [c] }\n  c: { image: "${other}c", build: . }\n`,
    Dockerfile: `FROM busybox\nLABEL run=${run}-moved\n`,
  })
  expectSuccess(await muster(project, [...file, 'build', '-q']))
  expectSuccess(await muster(project, [...file, 'push', '--include-deps', 'b']))
  await forgetImages(other, `${other}c`)
  for (const reference of [other, `${other}c`]) expectSuccess(await start(['docker', 'pull', '-q', reference], {}).done)
  expectSuccess(await start(['docker', 'tag', other, image], {}).done)
  const id = async (): Promise<string | undefined> => (await inspectedImage(image))?.Id
  const wrong = await id()
  expectSuccess(await muster(project, [...file, 'pull', '--policy', 'missing', 'a']))
  expect(await id()).toBe(wrong)
  expectSuccess(await muster(project, [...file, 'pull', '--policy', 'always', 'a']))
  expect(await id()).not.toBe(wrong)
  await forgetImages(image, other, `${other}c`)
})
